import type { WeightType } from './dtype.js';

export interface TensorInfo {
  name: string;
  type: WeightType;
  shape: number[]; // outermost dimension first
  count: number;
  byteOffset: number; // from the start of the file
  byteLength: number;
}

/** A file of named tensors, read one tensor at a time so that a model never has to fit twice in memory. */
export interface WeightFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  has(name: string): boolean;
  info(name: string): TensorInfo;
  bytes(name: string): Buffer;
  floats(name: string): Float32Array;
  close(): void;
}

/** The file is not what it claims to be: truncated, damaged, or of an unsupported kind. */
export class WeightFileError extends Error {
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}`);
    this.name = 'WeightFileError';
  }
}
