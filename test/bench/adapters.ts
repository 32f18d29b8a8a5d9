import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GgufFile, openTokenizer } from '@deskmate/model';
import { writeAdapter } from '../../model/test/tiny-adapter.js';
import {
  type BenchOptions,
  type BenchResult,
  CannotMeasureError,
  type Figures,
  quantile,
  say,
} from './bench.js';
import { generatorFile } from './engines/generator-file.js';
import { OurEngine } from './engines/our-engine.js';
import { promptOf } from './engines/prompts.js';
import { gaps } from './engines/stream.js';

export const description = 'what LoRA adapters cost: loading one, a step with one, four and sixteen';

const THREADS = 2;
const REPETITIONS = 5;
const ADAPTERS = 16;
const NEW_TOKENS = 48;
const PROMPT_TOKENS = 128;
const MODULES: Record<string, string> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};
const KINDS = [
  { name: 'attention8', modules: /self_attn/, rank: 8 },
  { name: 'linears16', modules: /./, rank: 16 },
];

export async function run(options: BenchOptions): Promise<BenchResult> {
  if (options.peers.length) throw new CannotMeasureError('This bench has no peer.');
  const file = generatorFile(options.file);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dm-adapters-'));
  const figures: Figures = {};
  try {
    for (const kind of KINDS) {
      const adapters = writeAdapters(file, folder, kind);
      Object.assign(figures, await measure(file, adapters, kind.name, options.limit ?? REPETITIONS));
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const named = {
    loadMs: figures['linears16.loadMs']!,
    stepCost1: figures['attention8.stepCost1']!,
    stepCost16: figures['linears16.stepCost16']!,
  };
  return { data: path.basename(file), figures: { ...named, ...figures } };
}

/** Random adapters in the shapes of the model, as PEFT saves them. */
function writeAdapters(file: string, folder: string, kind: (typeof KINDS)[number]): string[] {
  const weights = new GgufFile(file);
  const layers = [...weights.tensors.keys()].filter((name) => name.endsWith('.ffn_down.weight')).length;
  const shapes = Object.fromEntries(
    Object.entries(MODULES)
      .filter(([module]) => kind.modules.test(module))
      .map(([module, name]) => [module, weights.info(`blk.0.${name}.weight`).shape as [number, number]]),
  );
  weights.close();
  return Array.from({ length: ADAPTERS }, (_, i) =>
    writeAdapter(path.join(folder, `${kind.name}-${i}`), {
      shapes,
      layers,
      rank: kind.rank,
      seed: i + 1,
      size: 0.02,
    }),
  );
}

async function measure(file: string, adapters: string[], kind: string, repetitions: number) {
  const engine = await OurEngine.start(file, THREADS);
  try {
    const tokenizer = openTokenizer(file);
    let seed = 1;
    /** Milliseconds of a step over one stream for each adapter. */
    const step = async (with_: readonly (string | undefined)[]): Promise<number> => {
      const started = performance.now();
      const timeline = await Promise.all(
        with_.map((adapter) =>
          engine.stream(
            {
              prompt: promptOf(tokenizer, PROMPT_TOKENS, seed++).text,
              maxTokens: NEW_TOKENS,
              ...(adapter !== undefined && { adapter }),
            },
            started,
          ),
        ),
      );
      const lastStart = Math.max(...timeline.map(([first]) => first!));
      return quantile(gaps(timeline.map((times) => times.filter((time) => time >= lastStart))), 0.5);
    };
    const figures: Figures = {};
    const loads = [];
    for (const adapter of adapters) loads.push((await engine.client.loadAdapter(adapter)).loadMs);
    figures[`${kind}.firstLoadMs`] = loads[0]!;
    figures[`${kind}.loadMs`] = quantile(loads.slice(1), 0.5);
    for (const streams of [1, 4, ADAPTERS]) {
      const costs: number[] = [];
      for (let i = 0; i <= repetitions; i++) {
        const without = await step(Array<undefined>(streams).fill(undefined));
        const withAdapters = await step(adapters.slice(0, streams));
        if (i === 0) continue; // the first pays for memory that later ones use
        costs.push(withAdapters / without - 1);
        say(`${kind} ${streams}: ${without.toFixed(2)} ms, ${withAdapters.toFixed(2)} ms`);
      }
      figures[`${kind}.stepCost${streams}`] = quantile(costs, 0.5);
    }
    figures[`${kind}.residentMb`] = engine.residentMb();
    return figures;
  } finally {
    await engine.close();
  }
}
