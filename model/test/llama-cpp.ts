import { getLlama, LlamaLogLevel, type Llama } from 'node-llama-cpp';

/**
 * llama.cpp as the reference: the prebuilt library of node-llama-cpp; nothing is compiled or fetched. One thread,
 * because several of its threads wait by spinning and crawl on a machine that does other work.
 */
export function openLlamaCpp(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    maxThreads: 1,
  });
}
