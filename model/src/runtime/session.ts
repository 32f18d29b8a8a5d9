export type ElementType = 'f32' | 'i32' | 'i64';
export interface Elements {
  f32: Float32Array;
  i32: Int32Array;
  i64: BigInt64Array;
}

/** Memory that a run reads or writes without copying it. */
export interface Tensor<T extends ElementType = ElementType> {
  readonly type: T;
  readonly shape: readonly number[];
  /** The memory itself, not a copy. */
  readonly data: Elements[T];
  /** The same memory in another shape, from an element on. It does not own the memory: release it before its owner. */
  view(shape: readonly number[], offset?: number): Tensor<T>;
  release(): void;
}

/** Named tensors that runs read and write; an output may be bound to an input's memory. */
export interface Binding {
  release(): void;
}

export type Feeds = Readonly<Record<string, Tensor>>;

/**
 * A loaded graph. At most `runs` runs at a time: one more before another has ended is an error.
 */
export interface Session {
  readonly adapter: 'c-api' | 'binding';
  readonly runs: number;
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  allocate<T extends ElementType>(type: T, shape: readonly number[]): Tensor<T>;
  bind(inputs: Feeds, outputs: Feeds): Binding;
  /** Rejects with `RunCancelled` where the signal ends it early; tensors that it was writing then hold anything. */
  run(binding: Binding, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Where a graph is computed. */
export type Device = 'cpu' | 'cuda';

export interface SessionOptions {
  threads: number;
  /** `cpu` unless said otherwise; `cuda` fails where its libraries are missing, and never runs on the CPU instead. */
  device?: Device;
  /** Runs that may go on at once, each with a thread of its own beside those that all share; 1 unless said otherwise. */
  runs?: number;
}

/**
 * How long a thread waits by spinning for the next operator before it sleeps: long enough for the small operators
 * between two large ones, too short to be missed by other programs (measured, model/LOG.md). In microseconds.
 */
export const SPIN_US = 20;

export class RunCancelled extends Error {
  constructor() {
    super('The run was cancelled.');
    this.name = 'RunCancelled';
  }
}

export const elementCount = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
