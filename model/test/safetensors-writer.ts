import fs from 'node:fs';

export interface FloatTensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

/** Writes 32-bit floats as a safetensors file. */
export function writeSafetensors(file: string, tensors: readonly FloatTensor[]): string {
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = tensors.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  fs.writeFileSync(file, Buffer.concat([length, json, ...data]));
  return file;
}
