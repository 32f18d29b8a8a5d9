import { Engine } from '../engine/engine.js';
import { DEFAULT_SAMPLING } from '../engine/sampling.js';
import type { OpenDecoder } from './open-decoder.js';

/** Tokens a second of one request on an otherwise idle engine. */
export interface Rates {
  promptTokensPerS: number;
  newTokensPerS: number;
}

const PROMPT = 128;
const NEW = 33; // the first is the prompt's

/** A prompt of 128 tokens and 32 more, greedily, after a short one to warm up. */
export async function measureRates({ session, config }: OpenDecoder): Promise<Rates> {
  const engine = new Engine(session, {
    ...config,
    contextTokens: Math.min(config.contextTokens, 2 * PROMPT),
  });
  try {
    await run(engine, config.vocabulary, 16);
    const { prefillMs, decodeMs } = await run(
      engine,
      config.vocabulary,
      Math.min(PROMPT, config.contextTokens - NEW),
    );
    return { promptTokensPerS: (1000 * PROMPT) / prefillMs, newTokensPerS: (1000 * (NEW - 1)) / decodeMs };
  } finally {
    await engine.close();
  }
}

async function run(engine: Engine, vocabulary: number, length: number) {
  const promptIds = Array.from({ length }, (_, i) => (i * 7919 + length) % vocabulary);
  const sampling = { ...DEFAULT_SAMPLING, temperature: 0, seed: 1 };
  for await (const event of engine.generate({ promptIds, maxTokens: NEW, sampling, endTokens: new Set() }))
    if (event.type === 'finish') return event.timings;
  throw new Error('The engine gave no end.');
}
