import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';

/** llama.cpp as the reference: the prebuilt library of node-llama-cpp; nothing is compiled or fetched. */
export function openLlamaCpp(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    maxThreads: 2,
  });
}
