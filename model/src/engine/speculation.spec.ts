import { jest } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildTinyGraph, collectTokens, tinyPrompt, tinyRequest } from '../../test/tiny-engine.js';
import { TINY } from '../../test/tiny-llama.js';
import { openSession } from '../runtime/open-session.js';
import type { Session } from '../runtime/session.js';
import { Engine } from './engine.js';
import type { EngineRequest } from './request.js';
import type { TokenConstraint } from './token-constraint.js';

const CONTEXT = 256;
const DRAWS = 700;
const CRITICAL_Z = 3.3; // one false alarm in a thousand

describe('speculation by prompt lookup', () => {
  let folder: string;
  let session: Session;
  let engine: Engine;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-speculation-'));
    session = await openSession(buildTinyGraph(folder, 'fp32', CONTEXT), { threads: 1 });
    engine = new Engine(session, { ...TINY, contextTokens: CONTEXT });
  });
  afterAll(async () => {
    await engine.close();
    session.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** Four letters only, so that the same few tokens come again and again and there is something to guess. */
  const letters: TokenConstraint = {
    done: false,
    apply: (logits) => logits.forEach((_, id) => (id >= 65 && id < 69) || (logits[id] = -Infinity)),
    accept: () => undefined,
  };
  const repeating = (seed: number) => tinyPrompt(60, seed).map((id) => 65 + (id % 4));
  const ask = (speculate: boolean, changes: Partial<EngineRequest> = {}) =>
    collectTokens(
      engine.generate(tinyRequest({ promptIds: repeating(1), constraint: letters, speculate, ...changes })),
    );

  it('gives greedily what there is without it', async () => {
    let tried = 0;
    for (let seed = 0; seed < 10; seed++) {
      const sampling = { ...tinyRequest().sampling, temperature: 0 };
      const changes = { promptIds: repeating(seed), sampling, maxTokens: 60 };
      const [guessed, plain] = [await ask(true, changes), await ask(false, changes)];
      expect(guessed.ids).toEqual(plain.ids);
      expect(plain.guesses).toEqual({ tried: 0, right: 0 });
      expect(guessed.guesses.right).toBeLessThanOrEqual(guessed.guesses.tried);
      tried += guessed.guesses.tried;
    }
    expect(tried).toBeGreaterThan(10);
  });

  it('takes few runs for an answer that stands in the prompt', async () => {
    const promptIds = tinyPrompt(80);
    const answer = promptIds.slice(20, 65);
    const quoting = () => {
      let at = 0;
      return {
        done: false,
        apply: (logits: Float32Array) => logits.fill(-Infinity).fill(0, answer[at], answer[at]! + 1),
        accept: () => void at++,
      };
    };
    const run = jest.spyOn(session, 'run');
    const { ids, guesses } = await ask(true, { promptIds, maxTokens: 45, constraint: quoting() });
    expect(ids).toEqual(answer);
    expect(guesses.right).toBeGreaterThan(35);
    expect(run.mock.calls.length).toBeLessThan(12); // of which one reads the prompt
    run.mockRestore();
  });

  it('gives the same draws for the same seed with and without it', async () => {
    let right = 0;
    for (let seed = 0; seed < 20; seed++) {
      const changes = { sampling: { ...tinyRequest().sampling, seed }, maxTokens: 20 };
      const guessed = await ask(true, changes);
      expect(guessed.ids).toEqual((await ask(false, changes)).ids);
      right += guessed.guesses.right;
    }
    expect(right).toBeGreaterThan(20);
  });

  it('draws from the distribution that there is without it (chi-square over three tokens)', async () => {
    const counts = new Map<string, [number, number]>();
    let tried = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      for (const [side, speculate] of [true, false].entries()) {
        const seed = 2 * draw + side; // different draws on the two sides
        const sampling = { ...tinyRequest().sampling, temperature: 3, topK: 0, seed };
        const { ids, guesses } = await ask(speculate, { sampling, maxTokens: 4 });
        const drawn = ids.slice(1).join();
        const both = counts.get(drawn) ?? [0, 0];
        both[side]!++;
        counts.set(drawn, both);
        tried += guesses.tried;
      }
    }
    const common = [...counts.values()].filter(([a, b]) => a + b >= 10);
    const chiSquare = common.reduce((sum, [a, b]) => sum + (a - b) ** 2 / (a + b), 0);
    const freedom = common.length - 1;
    expect(freedom).toBeGreaterThan(8);
    expect(tried).toBeGreaterThan(DRAWS);
    expect((chiSquare - freedom) / Math.sqrt(2 * freedom)).toBeLessThan(CRITICAL_Z);
  }, 120_000);
});
