import fs from 'node:fs';
import path from 'node:path';
import { buildDecoder } from '../src/architectures/decoder.js';
import { decoderConfig } from '../src/architectures/decoder-config.js';
import { llama } from '../src/architectures/llama.js';
import type { Precision } from '../src/architectures/precision.js';
import { adapterPlaces, adapterSites } from '../src/architectures/adapter-sites.js';
import { readPeftAdapter } from '../src/architectures/peft-adapter.js';
import type { EngineAdapter } from '../src/engine/adapter-bank.js';
import type { Engine } from '../src/engine/engine.js';
import { variantFile } from '../src/graph/onnx-graph.js';
import { openSession } from '../src/runtime/open-session.js';
import type { Session } from '../src/runtime/session.js';
import type { EngineEvent, EngineRequest } from '../src/engine/request.js';
import { DEFAULT_SAMPLING } from '../src/engine/sampling.js';
import { GgufFile } from '../src/tensor/gguf-file.js';
import { writeTinyLlama } from './tiny-llama.js';

const NO_END: ReadonlySet<number> = new Set();

/** Reproducible ids of the tiny decoder's bytes. */
export const tinyPrompt = (length: number, seed = 1): number[] =>
  Array.from({ length }, (_, i) => (i * 31 + seed * 17 + ((i * i) % 7)) % 256);

export function tinyRequest(changes: Partial<EngineRequest> = {}): EngineRequest {
  const sampling = { ...DEFAULT_SAMPLING, temperature: 0.8, topK: 20, seed: 5 };
  return { promptIds: tinyPrompt(5), maxTokens: 12, sampling, endTokens: NO_END, ...changes };
}

/** The graph of the tiny decoder, with rotary tables for a longer context than it was made for. */
export function buildTinyGraph(folder: string, precision: Precision, contextTokens: number): string {
  const directory = path.join(folder, `${precision}-${contextTokens}`);
  const gguf = path.join(folder, 'tiny.gguf');
  const file = new GgufFile(fs.existsSync(gguf) ? gguf : writeTinyLlama(gguf));
  try {
    const config = decoderConfig(llama, file.metadata, file);
    return buildDecoder(file, llama, config, { directory, precision, contextTokens });
  } finally {
    file.close();
  }
}

/** Adapters of the tiny decoder from its graph's variant that takes them on all linears. */
export async function tinyAdapters(
  engine: Engine,
  { graph, folders, threads }: { graph: string; folders: readonly string[]; threads: number },
): Promise<{ adapters: EngineAdapter[]; session: Session }> {
  const session = await openSession(path.join(path.dirname(graph), variantFile('lora')), { threads });
  const file = new GgufFile(path.join(path.dirname(path.dirname(graph)), 'tiny.gguf'));
  const config = decoderConfig(llama, file.metadata, file);
  file.close();
  const base = { sites: adapterSites(config, llama.block), layers: config.layers };
  await engine.adaptOn(session, adapterPlaces(base, 'lora'));
  const adapters = folders.map((folder) => engine.addAdapter(folder, readPeftAdapter(folder, base).factors));
  return { adapters, session };
}

/** All ids of a request and how it ended. */
export async function collectTokens(events: AsyncIterable<EngineEvent>) {
  const ids: number[] = [];
  const tokens: Extract<EngineEvent, { type: 'token' }>[] = [];
  for await (const event of events) {
    if (event.type === 'finish') return { ids, tokens, ...event };
    ids.push(event.id);
    tokens.push(event);
  }
  throw new Error('The request never finished.');
}
