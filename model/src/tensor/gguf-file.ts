import { byteLength, type WeightType } from './dtype.js';
import { dequantise } from './dequantise.js';
import { FileReader } from './file-reader.js';
import { WeightFileError, type TensorInfo, type WeightFile } from './weight-file.js';

const MAGIC = 0x46554747; // "GGUF", little endian
const TYPE_NAMES: Record<number, WeightType> = {
  0: 'F32',
  1: 'F16',
  2: 'Q4_0',
  3: 'Q4_1',
  6: 'Q5_0',
  7: 'Q5_1',
  8: 'Q8_0',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  30: 'BF16',
};
const MAX_DIMENSIONS = 4;
const MAX_NESTING = 4;

export type GgufValue = number | string | boolean | GgufValue[];
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

interface Place {
  from: number;
  to: number;
}

/** Reader of GGUF versions 2 and 3, little endian. */
export class GgufFile implements WeightFile {
  readonly metadata: GgufMetadata;
  /** Where each key and its value stand in the file, for copying them as they are. */
  readonly metadataPlaces: ReadonlyMap<string, Place>;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly reader: FileReader;

  constructor(readonly path: string) {
    this.reader = new FileReader(path);
    try {
      const { tensorCount, keyCount } = readHeader(this.reader);
      const { metadata, places } = readMetadata(this.reader, keyCount);
      this.metadata = metadata;
      this.metadataPlaces = places;
      this.tensors = readTensors(this.reader, tensorCount, this.metadata.get('general.alignment'));
    } catch (error) {
      this.reader.close();
      throw error;
    }
  }

  has = (name: string): boolean => this.tensors.has(name);

  info(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (!info) throw new WeightFileError(this.path, `has no tensor named ${name}`);
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

  /** Bytes anywhere in the file. */
  bytesAt = ({ from, to }: Place): Buffer => this.reader.at(from, to - from);

  close(): void {
    this.reader.close();
  }
}

/** The key-value part of a GGUF file, without touching its tensors. */
export function ggufMetadata(path: string): GgufMetadata {
  const file = new GgufFile(path);
  file.close();
  return file.metadata;
}

function readHeader(reader: FileReader) {
  if (reader.size < 24 || reader.u32('the magic number') !== MAGIC) reader.fail('is not a GGUF file');
  const version = reader.u32('the version');
  if (version !== 2 && version !== 3)
    reader.fail(`is GGUF version ${version}; versions 2 and 3 are supported`);
  const tensorCount = reader.u64('the number of tensors');
  const keyCount = reader.u64('the number of metadata keys');
  if (tensorCount * 24 > reader.size || keyCount * 12 > reader.size) {
    reader.fail(`claims ${tensorCount} tensors and ${keyCount} keys, more than it can hold; it is damaged`);
  }
  return { tensorCount, keyCount };
}

function readString(reader: FileReader, what: string): string {
  return reader.take(reader.u64(`the length of ${what}`), what).toString('utf8');
}

function readMetadata(reader: FileReader, keyCount: number) {
  const metadata = new Map<string, GgufValue>();
  const places = new Map<string, Place>();
  for (let i = 0; i < keyCount; i++) {
    const from = reader.offset;
    const key = readString(reader, `metadata key ${i}`);
    metadata.set(key, readValue(reader, reader.u32(`the type of ${key}`), key, 0));
    places.set(key, { from, to: reader.offset });
  }
  return { metadata, places };
}

const SCALARS: Record<number, { bytes: number; read: (b: Buffer) => number | boolean }> = {
  0: { bytes: 1, read: (b) => b.readUInt8(0) },
  1: { bytes: 1, read: (b) => b.readInt8(0) },
  2: { bytes: 2, read: (b) => b.readUInt16LE(0) },
  3: { bytes: 2, read: (b) => b.readInt16LE(0) },
  4: { bytes: 4, read: (b) => b.readUInt32LE(0) },
  5: { bytes: 4, read: (b) => b.readInt32LE(0) },
  6: { bytes: 4, read: (b) => b.readFloatLE(0) },
  7: { bytes: 1, read: (b) => b.readUInt8(0) !== 0 },
  10: { bytes: 8, read: (b) => Number(b.readBigUInt64LE(0)) },
  11: { bytes: 8, read: (b) => Number(b.readBigInt64LE(0)) },
  12: { bytes: 8, read: (b) => b.readDoubleLE(0) },
};

function readValue(reader: FileReader, type: number, key: string, depth: number): GgufValue {
  const scalar = SCALARS[type];
  if (scalar) return scalar.read(reader.take(scalar.bytes, key));
  if (type === 8) return readString(reader, key);
  if (type !== 9 || depth >= MAX_NESTING)
    reader.fail(`has a value of unknown type ${type} for ${key}; it is damaged`);
  const elementType = reader.u32(`the element type of ${key}`);
  const length = reader.u64(`the length of ${key}`);
  reader.require(length * (SCALARS[elementType]?.bytes ?? 8), key);
  const values: GgufValue[] = [];
  for (let i = 0; i < length; i++) values.push(readValue(reader, elementType, key, depth + 1));
  return values;
}

function readTensors(reader: FileReader, tensorCount: number, alignmentKey: GgufValue | undefined) {
  const alignment = typeof alignmentKey === 'number' && alignmentKey > 0 ? alignmentKey : 32;
  const infos: TensorInfo[] = [];
  for (let i = 0; i < tensorCount; i++) infos.push(readTensorInfo(reader, i));
  const base = Math.ceil(reader.offset / alignment) * alignment;
  const tensors = new Map<string, TensorInfo>();
  for (const info of infos) {
    info.byteOffset += base;
    if (info.byteOffset + info.byteLength > reader.size) {
      reader.fail(
        `ends inside tensor ${info.name} (needs ${info.byteOffset + info.byteLength} bytes, has ${reader.size}). ` +
          `It is truncated; fetch it again.`,
      );
    }
    tensors.set(info.name, info);
  }
  return tensors;
}

function readTensorInfo(reader: FileReader, index: number): TensorInfo {
  const name = readString(reader, `the name of tensor ${index}`);
  const dimensions = reader.u32(`the rank of ${name}`);
  if (dimensions > MAX_DIMENSIONS)
    reader.fail(`gives tensor ${name} ${dimensions} dimensions; it is damaged`);
  const shape: number[] = [];
  for (let d = 0; d < dimensions; d++) shape.unshift(reader.u64(`a dimension of ${name}`)); // GGUF lists innermost first
  const typeId = reader.u32(`the type of ${name}`);
  const type = TYPE_NAMES[typeId];
  if (!type) reader.fail(`stores tensor ${name} as GGML type ${typeId}, which is not supported`);
  const count = shape.reduce((a, b) => a * b, 1);
  const bytes = byteLength(type, count);
  if (!Number.isSafeInteger(count) || bytes === undefined)
    reader.fail(`gives tensor ${name} an impossible shape [${shape}]`);
  return { name, type, shape, count, byteOffset: reader.u64(`the offset of ${name}`), byteLength: bytes };
}
