/** What a bench is asked for; each reads what concerns it. */
export interface BenchOptions {
  /** Folder that directly holds the files of a set. */
  data?: string;
  lang?: string;
  limit?: number;
  peers: string[];
  split?: 'report';
  model?: string;
  adapter?: string;
  file?: string;
  seed: number;
  /** Ask in the set's other language. */
  cross: boolean;
  /** Rank only inside documents that share this property: `title`. */
  within?: string;
  /** Chunks in the index in all; what the set lacks is padding. */
  chunks?: number;
  /** Share of the padding that the asker may read. */
  visible: number;
  /** Options that only one bench knows: `mode`, `text`, `flips`, … */
  extra: Record<string, string>;
}

export type Figures = Record<string, number>;

export interface BenchResult {
  /** Name of the set, e.g. `qa_xquad/A`. */
  data: string;
  figures: Figures;
  /** Figures of others on the same task in the same run. */
  peer?: Record<string, Figures>;
}

/** A module `test/bench/NAME.ts`. */
export interface Bench {
  description: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

/** It could not be measured; one sentence says why (exit code 2). */
export class CannotMeasureError extends Error {}

export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Where a figure is better when it is smaller: times and memory, not rates. */
export const smallerIsBetter = (name: string): boolean =>
  /(Ms|Mb|Kb)$/.test(name) || (/S$/.test(name) && !/PerS$/.test(name)) || /(^|\.)(sPerMb|ppl|kl)$/.test(name);

/** Ours against theirs so that more is better for us. */
export function ratios(ours: Figures, theirs: Figures): Figures {
  const shared = Object.keys(theirs).filter((name) => ours[name] !== undefined);
  const pairs = shared.map((name) => {
    const [a, b] = smallerIsBetter(name) ? [theirs[name]!, ours[name]!] : [ours[name]!, theirs[name]!];
    return [name, b === 0 ? NaN : a / b] as const;
  });
  return Object.fromEntries(pairs.filter(([, value]) => Number.isFinite(value)));
}

/** The value below which the share `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}
