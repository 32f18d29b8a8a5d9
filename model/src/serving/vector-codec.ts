/** Vectors of one size as bytes, one after the other, little endian as all supported machines are. */
export function packVectors(vectors: readonly Float32Array[]): Uint8Array {
  const size = vectors[0]?.length ?? 0;
  const packed = new Float32Array(vectors.length * size);
  vectors.forEach((vector, i) => packed.set(vector, i * size));
  return new Uint8Array(packed.buffer);
}

export function unpackVectors(bytes: Uint8Array, count: number): Float32Array[] {
  if (count === 0) return [];
  const copy = new Uint8Array(bytes); // aligned, and free of the frame that it came in
  const size = copy.length / 4 / count;
  if (!Number.isInteger(size)) throw new Error(`${copy.length} bytes are not ${count} vectors.`);
  return Array.from(
    { length: count },
    (_, i) => new Float32Array(copy.buffer, copy.byteOffset + i * size * 4, size),
  );
}
