/** A matrix [rows, columns] as signed codes, with one scale for each row: for each output of a linear. */
export interface QuantisedOutputs {
  codes: Int8Array; // [rows, columns]
  scales: Float32Array; // [rows]
}

/**
 * Codes of 7 bits. A processor without VNNI adds two products of an unsigned and a signed byte in 16 bits: with 8-bit
 * codes that overflows, with these it cannot (2 * 255 * 63 < 2^15), and every processor computes the same.
 */
const LARGEST = 63;

// Looked up once: these loops run over every weight of a model.
const { abs, round } = Math;

export function quantiseOutputs(weights: Float32Array, columns: number): QuantisedOutputs {
  const rows = weights.length / columns;
  const codes = new Int8Array(weights.length);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = row * columns;
    let largest = 0;
    for (let i = from; i < from + columns; i++) {
      const size = abs(weights[i]!);
      if (size > largest) largest = size;
    }
    const scale = largest / LARGEST;
    scales[row] = scale;
    if (scale === 0) continue;
    for (let i = from; i < from + columns; i++) codes[i] = round(weights[i]! / scale);
  }
  return { codes, scales };
}
