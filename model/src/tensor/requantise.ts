import fs from 'node:fs';
import { byteLength, type WeightType } from './dtype.js';
import { string, u32, u64 } from './gguf-bytes.js';
import { GgufFile } from './gguf-file.js';
import { BLOCK, bytesOfQ8, quantise8, quantiseQ4 } from './quantise.js';
import type { TensorInfo } from './weight-file.js';

export const TARGETS = { f32: 'F32', q8_0: 'Q8_0', q4_0: 'Q4_0' } as const;
export type Target = keyof typeof TARGETS;

const FILE_TYPES: Record<Target, number> = { f32: 0, q8_0: 7, q4_0: 2 }; // GGUF's `general.file_type`
const GGML_TYPES: Partial<Record<WeightType, number>> = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 8, BF16: 30 };
const ALIGNMENT = 32;
const EMBEDDINGS = ['token_embd.weight', 'output.weight']; // 4 bits ruin them (measured, model/LOG.md)

export interface Requantised {
  bytes: number;
  tensors: Record<string, number>; // how many of each type
}

/**
 * Writes a GGUF file with its matrices in another type. Metadata is copied byte for byte, norms and biases stay as they
 * are, and embedding and head get 8 bits where the others get 4. The target appears when it is whole.
 */
export function requantise(source: string, target: string, to: Target): Requantised {
  if (fs.existsSync(target)) throw new Error(`${target} exists already; it is not overwritten.`);
  const file = new GgufFile(source);
  const unfinished = `${target}.unfinished-${process.pid}`;
  try {
    const result = writeAs(file, unfinished, to);
    fs.renameSync(unfinished, target);
    return result;
  } finally {
    fs.rmSync(unfinished, { force: true });
    file.close();
  }
}

interface Planned {
  info: TensorInfo;
  type: WeightType;
  bytes: number;
}

function writeAs(file: GgufFile, target: string, to: Target): Requantised {
  const plan = [...file.tensors.values()].map((info): Planned => {
    const type = typeFor(info, to);
    return { info, type, bytes: byteLength(type, info.count)! };
  });
  const out = fs.openSync(target, 'wx');
  try {
    let written = fs.writeSync(out, header(file, plan, FILE_TYPES[to]));
    for (const { info, type, bytes } of plan) {
      const data = convert(file, info, type);
      written += fs.writeSync(out, Buffer.concat([data, Buffer.alloc(padded(bytes) - bytes)]));
    }
    fs.fsyncSync(out);
    return { bytes: written, tensors: countTypes(plan) };
  } finally {
    fs.closeSync(out);
  }
}

function typeFor(info: TensorInfo, to: Target): WeightType {
  const matrix = info.shape.length >= 2;
  if (to === 'f32') return 'F32';
  if (!matrix || info.shape.at(-1)! % BLOCK !== 0)
    return GGML_TYPES[info.type] === undefined ? 'F32' : info.type;
  return EMBEDDINGS.includes(info.name) ? 'Q8_0' : TARGETS[to];
}

function convert(file: GgufFile, info: TensorInfo, type: WeightType): Buffer {
  if (type === info.type) return file.bytes(info.name);
  const values = file.floats(info.name);
  if (type === 'Q4_0') return quantiseQ4(values);
  if (type === 'Q8_0') return bytesOfQ8(quantise8(values));
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

function header(file: GgufFile, plan: readonly Planned[], fileType: number): Buffer {
  const replaced = ['general.file_type', 'general.alignment'];
  const kept = [...file.metadataPlaces].filter(([key]) => !replaced.includes(key));
  const entries = [
    ...kept.map(([, place]) => file.bytesAt(place)),
    Buffer.concat([string('general.file_type'), u32(4), u32(fileType)]),
  ];
  let offset = 0;
  const infos = plan.map(({ info, type, bytes }) => {
    const at = offset;
    offset += padded(bytes);
    const dimensions = [...info.shape].reverse().map(u64);
    return Buffer.concat([
      string(info.name),
      u32(info.shape.length),
      ...dimensions,
      u32(GGML_TYPES[type]!),
      u64(at),
    ]);
  });
  const start = Buffer.concat([u32(0x46554747), u32(3), u64(plan.length), u64(entries.length)]);
  const head = Buffer.concat([start, ...entries, ...infos]);
  return Buffer.concat([head, Buffer.alloc(padded(head.length) - head.length)]);
}

function countTypes(plan: readonly Planned[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of plan) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

const padded = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
