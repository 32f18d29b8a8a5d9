/** When each token of each stream came, in milliseconds since the streams were asked for. */
export type Timeline = number[][];

export interface Asked {
  /** One a stream; all start at once. */
  prompts: { text: string; ids: number[] }[];
  newTokens: number;
}

/** Something that generates: ours, or another on the same file. */
export interface StreamEngine {
  run(asked: Asked): Promise<Timeline>;
  residentMb(): number;
  close(): Promise<void>;
}

/** Tokens a second of one stream after its first token. */
export function decodeRate([times]: Timeline): number {
  return ((times!.length - 1) * 1000) / (times!.at(-1)! - times![0]!);
}

/** Prompt tokens a second until the first token came. */
export const prefillRate = ([times]: Timeline, promptTokens: number): number =>
  (promptTokens * 1000) / times![0]!;

/** Tokens a second of all streams together, from when the last has begun until the first has ended. */
export function aggregateRate(timeline: Timeline): number {
  const from = Math.max(...timeline.map((times) => times[0]!));
  const until = Math.min(...timeline.map((times) => times.at(-1)!));
  const tokens = timeline.flat().filter((time) => time > from && time <= until).length;
  return (tokens * 1000) / (until - from);
}

/** Milliseconds between two tokens of a stream, of all streams. */
export const gaps = (timeline: Timeline): number[] =>
  timeline.flatMap((times) => times.slice(1).map((time, i) => time - times[i]!));
