import fs from 'node:fs';
import path from 'node:path';
import { SafetensorsFile } from './safetensors-file.js';
import { WeightFileError, type TensorInfo, type WeightFile } from './weight-file.js';

const SHARD = /^(.*-)\d{5}(-of-(\d{5})\.safetensors)$/;

/** A safetensors file, or all of them where this is one of several ("model-00001-of-00003.safetensors"). */
export function openSafetensors(file: string): WeightFile {
  const shard = SHARD.exec(path.basename(file));
  if (!shard) return new SafetensorsFile(file);
  const [, before, after, count] = shard as unknown as [string, string, string, string];
  const paths = Array.from({ length: Number(count) }, (_, i) =>
    path.join(path.dirname(file), `${before}${String(i + 1).padStart(5, '0')}${after}`),
  );
  const missing = paths.find((shardPath) => !fs.existsSync(shardPath));
  if (missing) throw new WeightFileError(missing, 'is missing; the model needs all its parts');
  return new SafetensorsShards(file, paths);
}

class SafetensorsShards implements WeightFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly owners = new Map<string, SafetensorsFile>();
  private readonly files: SafetensorsFile[];

  constructor(
    private readonly path: string,
    paths: readonly string[],
  ) {
    this.files = paths.map((shard) => new SafetensorsFile(shard));
    for (const file of this.files) for (const name of file.tensors.keys()) this.owners.set(name, file);
    this.tensors = new Map(this.files.flatMap((file) => [...file.tensors]));
  }

  has = (name: string): boolean => this.owners.has(name);
  info = (name: string): TensorInfo => this.owner(name).info(name);
  bytes = (name: string): Buffer => this.owner(name).bytes(name);
  floats = (name: string): Float32Array => this.owner(name).floats(name);

  close(): void {
    for (const file of this.files) file.close();
  }

  private owner(name: string): SafetensorsFile {
    const owner = this.owners.get(name);
    if (!owner)
      throw new WeightFileError(this.path, `and its other parts have no float tensor named ${name}`);
    return owner;
  }
}
