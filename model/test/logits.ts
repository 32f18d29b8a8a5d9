import { buildDecoder } from '../src/architectures/decoder.js';
import { llama } from '../src/architectures/llama.js';
import type { Precision } from '../src/architectures/precision.js';
import { textLogits } from '../src/engine/text-logits.js';
import { openSession } from '../src/runtime/open-session.js';
import { GgufFile } from '../src/tensor/gguf-file.js';

interface LogitSpec {
  weights: string;
  precision: Precision;
  directory: string; // for the graph
  lastPositions: number;
}

/** Logits of our own graph at the last positions of each text. */
export async function ourLogits(
  spec: LogitSpec,
  texts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const file = new GgufFile(spec.weights);
  const config = llama.config(file.metadata, file);
  const { directory, precision } = spec;
  const graph = buildDecoder(file, llama, config, { directory, precision, contextTokens: 1024 });
  file.close();
  const session = await openSession(graph, { threads: 2 });
  const rows: Float32Array[] = [];
  for (const ids of texts)
    rows.push(...(await textLogits(session, config, { ids, positions: spec.lastPositions })));
  session.close();
  return rows;
}
