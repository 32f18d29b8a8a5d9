import fs from 'node:fs';
import { string, u32, u64 } from '../src/tensor/gguf-bytes.js';

/** Numbers become u32 where they are whole, else f64; `{ f32 }` asks for that type. */
export type Value = number | string | boolean | { f32: number } | string[] | number[];
const ALIGNMENT = 32;

export interface WrittenTensor {
  name: string;
  shape: number[]; // outermost first
  type: number; // GGML's number
  bytes: Uint8Array;
}

export const floatTensor = (name: string, shape: number[], values: Float32Array): WrittenTensor => ({
  name,
  shape,
  type: 0,
  bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
});

/** A small writer of GGUF files, so that tests need no file of anyone's. */
export function ggufBytes(metadata: Record<string, Value>, tensors: readonly WrittenTensor[]): Buffer {
  const head = [u32(0x46554747), u32(3), u64(tensors.length), u64(Object.keys(metadata).length)];
  for (const [key, value] of Object.entries(metadata)) head.push(string(key), ...typed(value));
  let offset = 0;
  const data: Buffer[] = [];
  for (const { name, shape, type, bytes } of tensors) {
    head.push(string(name), u32(shape.length), ...[...shape].reverse().map(u64), u32(type), u64(offset));
    const padded = Math.ceil(bytes.length / ALIGNMENT) * ALIGNMENT;
    data.push(Buffer.concat([bytes, Buffer.alloc(padded - bytes.length)]));
    offset += padded;
  }
  const header = Buffer.concat(head);
  const padding = Buffer.alloc((ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT);
  return Buffer.concat([header, padding, ...data]);
}

export function writeGguf(
  file: string,
  metadata: Record<string, Value>,
  tensors: readonly WrittenTensor[],
): string {
  fs.writeFileSync(file, ggufBytes(metadata, tensors));
  return file;
}

function typed(value: Value): Buffer[] {
  if (typeof value === 'string') return [u32(8), string(value)];
  if (typeof value === 'boolean') return [u32(7), Buffer.from([value ? 1 : 0])];
  if (typeof value === 'number')
    return Number.isInteger(value) ? [u32(4), u32(value)] : [u32(12), f64(value)];
  if (!Array.isArray(value)) return [u32(6), f32(value.f32)];
  const strings = typeof value[0] === 'string';
  const items = value.map((item) => (strings ? string(item as string) : u32(item as number)));
  return [u32(9), u32(strings ? 8 : 5), u64(value.length), ...items];
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
