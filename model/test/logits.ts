import { buildDecoder } from '../src/architectures/decoder.js';
import { decoderConfig, type DecoderConfig } from '../src/architectures/decoder-config.js';
import type { Precision } from '../src/architectures/precision.js';
import { textLogits } from '../src/engine/text-logits.js';
import { openSession } from '../src/runtime/open-session.js';
import { openDecoderFile } from '../src/serving/decoder-file.js';

interface LogitSpec {
  weights: string;
  precision: Precision;
  directory: string; // for the graph
  lastPositions: number;
  change?: (config: DecoderConfig) => DecoderConfig; // to see what a wrong setting does
}

/** Logits of our own graph at the last positions of each text. */
export async function ourLogits(
  spec: LogitSpec,
  texts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const { family, metadata, file } = openDecoderFile(spec.weights);
  const read = decoderConfig(family, metadata, file);
  const config = spec.change?.(read) ?? read;
  const { directory, precision } = spec;
  const graph = buildDecoder(file, family, config, { directory, precision, contextTokens: 1024 });
  file.close();
  const session = await openSession(graph, { threads: 2 });
  const rows: Float32Array[] = [];
  for (const ids of texts)
    rows.push(...(await textLogits(session, config, { ids, positions: spec.lastPositions })));
  session.close();
  return rows;
}

const argmax = (row: Float32Array): number =>
  row.reduce((best, value, i) => (value > row[best]! ? i : best), 0);

/** How much less likely, in logits of the first, what the second chooses is than what the first does. */
export const choiceGaps = (first: readonly Float32Array[], second: readonly Float32Array[]): number[] =>
  first.map((row, i) => row[argmax(row)]! - row[argmax(second[i]!)]!);
