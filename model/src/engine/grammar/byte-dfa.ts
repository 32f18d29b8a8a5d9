import type { ByteNfa } from './byte-nfa.js';

const UNKNOWN = -2;
export const DEAD = -1;

/** A byte automaton made deterministic as far as it is walked. */
export class ByteDfa {
  readonly start: number;
  private readonly members: Int32Array[] = []; // NFA states of each state, ascending
  private readonly steps: Int32Array[] = []; // next state by byte
  private readonly known = new Map<string, number>();
  private readonly distances: Float64Array;

  /** `usable`: bytes that can be written at all; the shortest ends are made of these. */
  constructor(
    private readonly nfa: ByteNfa,
    usable: (byte: number) => boolean,
  ) {
    this.distances = distancesToEnd(nfa, usable);
    this.start = this.intern([nfa.start]);
  }

  /** The state after a byte, or DEAD. */
  next(state: number, byte: number): number {
    const steps = this.steps[state]!;
    if (steps[byte] === UNKNOWN) steps[byte] = this.compute(state, byte);
    return steps[byte]!;
  }

  accepts(state: number): boolean {
    return this.members[state]!.includes(this.nfa.end);
  }

  /** Nothing can follow. */
  isDone(state: number): boolean {
    return this.members[state]!.every((member) => this.nfa.ranges[member]!.length === 0);
  }

  /** The fewest bytes from here to an end; Infinity where there is none. */
  distance(state: number): number {
    return this.members[state]!.reduce((least, member) => Math.min(least, this.distances[member]!), Infinity);
  }

  private compute(state: number, byte: number): number {
    const targets: number[] = [];
    for (const member of this.members[state]!)
      for (const { low, high, to } of this.nfa.ranges[member]!)
        if (byte >= low && byte <= high) targets.push(to);
    return targets.length ? this.intern(targets) : DEAD;
  }

  private intern(states: readonly number[]): number {
    const members = this.closure(states);
    const key = members.join();
    let state = this.known.get(key);
    if (state === undefined) {
      state = this.members.length;
      this.known.set(key, state);
      this.members.push(Int32Array.from(members));
      this.steps.push(new Int32Array(256).fill(UNKNOWN));
    }
    return state;
  }

  /** With all that jumps lead to. */
  private closure(states: readonly number[]): number[] {
    const reached = new Set(states);
    for (const state of reached) for (const to of this.nfa.jumps[state]!) reached.add(to);
    return [...reached].sort((a, b) => a - b);
  }
}

/** For each NFA state the fewest bytes to the end: breadth first, backwards. */
function distancesToEnd(nfa: ByteNfa, usable: (byte: number) => boolean): Float64Array {
  const before: { from: number; bytes: number }[][] = Array.from({ length: nfa.size }, () => []);
  for (let from = 0; from < nfa.size; from++) {
    for (const to of nfa.jumps[from]!) before[to]!.push({ from, bytes: 0 });
    for (const { low, high, to } of nfa.ranges[from]!)
      if (anyIn(low, high, usable)) before[to]!.push({ from, bytes: 1 });
  }
  const distances = new Float64Array(nfa.size).fill(Infinity);
  distances[nfa.end] = 0;
  for (let level = [nfa.end], bytes = 0; level.length; bytes++) {
    const further: number[] = [];
    for (let i = 0; i < level.length; i++) {
      for (const { from, bytes: taken } of before[level[i]!]!) {
        if (distances[from]! <= bytes + taken) continue;
        distances[from] = bytes + taken;
        (taken ? further : level).push(from);
      }
    }
    level = further.filter((state) => distances[state] === bytes + 1);
  }
  return distances;
}

function anyIn(low: number, high: number, usable: (byte: number) => boolean): boolean {
  for (let byte = low; byte <= high; byte++) if (usable(byte)) return true;
  return false;
}
