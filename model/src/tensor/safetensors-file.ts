import { byteLength, type WeightType } from './dtype.js';
import { dequantise } from './dequantise.js';
import { FileReader } from './file-reader.js';
import { WeightFileError, type TensorInfo, type WeightFile } from './weight-file.js';

const MAX_HEADER_BYTES = 100_000_000; // the limit of the format's own reader
const TYPE_NAMES: Record<string, WeightType> = { F32: 'F32', F16: 'F16', BF16: 'BF16' };

/** Reader of safetensors files. Tensors of other types than F32, F16 and BF16 are listed as absent. */
export class SafetensorsFile implements WeightFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly reader: FileReader;

  constructor(readonly path: string) {
    this.reader = new FileReader(path);
    try {
      this.tensors = readTensors(this.reader);
    } catch (error) {
      this.reader.close();
      throw error;
    }
  }

  has = (name: string): boolean => this.tensors.has(name);

  info(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (!info) throw new WeightFileError(this.path, `has no float tensor named ${name}`);
    return info;
  }

  bytes(name: string): Buffer {
    const info = this.info(name);
    return this.reader.at(info.byteOffset, info.byteLength);
  }

  floats(name: string): Float32Array {
    const info = this.info(name);
    return dequantise(info.type, this.bytes(name), info.count);
  }

  close(): void {
    this.reader.close();
  }
}

function readTensors(reader: FileReader): Map<string, TensorInfo> {
  if (reader.size < 8) reader.fail('is not a safetensors file');
  const headerBytes = Number(reader.take(8, 'the header length').readBigUInt64LE(0));
  if (headerBytes > MAX_HEADER_BYTES) reader.fail('is not a safetensors file');
  const header = parseHeader(reader, reader.take(headerBytes, 'the header').toString('utf8'));
  const base = 8 + headerBytes;
  const tensors = new Map<string, TensorInfo>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const info = toTensorInfo(reader, name, entry, base);
    if (info) tensors.set(name, info);
  }
  return tensors;
}

function parseHeader(reader: FileReader, json: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(json);
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header };
  } catch {
    // said below
  }
  return reader.fail('is not a safetensors file: its header is not JSON');
}

function toTensorInfo(
  reader: FileReader,
  name: string,
  entry: unknown,
  base: number,
): TensorInfo | undefined {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    reader.fail(`describes tensor ${name} wrongly; it is damaged`);
  }
  const type = TYPE_NAMES[dtype];
  if (!type) return undefined;
  const [start, end] = offsets as [number, number];
  const count = shape.reduce((a, b) => a * b, 1);
  if (end - start !== byteLength(type, count))
    reader.fail(`gives tensor ${name} a size that is not its shape's`);
  if (base + end > reader.size) {
    reader.fail(`ends inside tensor ${name} (needs ${base + end} bytes, has ${reader.size}); fetch it again`);
  }
  return { name, type, shape, count, byteOffset: base + start, byteLength: end - start };
}

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((v) => Number.isSafeInteger(v) && v >= 0);
