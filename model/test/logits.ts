import type { Precision } from '../src/architectures/precision.js';
import { buildDecoder } from '../src/architectures/decoder.js';
import { llama } from '../src/architectures/llama.js';
import { openSession } from '../src/runtime/open-session.js';
import { GgufFile } from '../src/tensor/gguf-file.js';

interface LogitSpec {
  weights: string;
  precision: Precision;
  directory: string; // for the graph
  lastPositions: number;
}

/** Logits at the last positions of each text, from one prefill of our own graph. */
export async function ourLogits(
  spec: LogitSpec,
  texts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const file = new GgufFile(spec.weights);
  const config = llama.config(file.metadata, file);
  const { directory, precision } = spec;
  const session = await openSession(
    buildDecoder(file, llama, config, { directory, precision, contextTokens: 1024 }),
    { threads: 2 },
  );
  file.close();
  const rows: Float32Array[] = [];
  for (const ids of texts) {
    const inputs: Record<string, ReturnType<typeof session.allocate>> = {
      ids: session.allocate('i64', [1, ids.length]),
      last_positions: session.allocate('i32', [1]),
      longest: session.allocate('i32', [1]),
      rows: session.allocate('i64', [spec.lastPositions]),
    };
    const logits = session.allocate('f32', [spec.lastPositions, config.vocabulary]);
    const outputs: Record<string, ReturnType<typeof session.allocate>> = { logits };
    for (let layer = 0; layer < config.layers; layer++) {
      for (const part of ['key', 'value']) {
        const cache = session.allocate('f32', [1, config.kvHeads, ids.length, config.headSize]);
        inputs[`past.${layer}.${part}`] = cache;
        outputs[`present.${layer}.${part}`] = cache;
      }
    }
    const first = ids.length - spec.lastPositions;
    (inputs['ids']!.data as BigInt64Array).set(ids.map(BigInt));
    (inputs['last_positions']!.data as Int32Array)[0] = ids.length - 1;
    (inputs['longest']!.data as Int32Array)[0] = ids.length;
    (inputs['rows']!.data as BigInt64Array).set(
      Array.from({ length: spec.lastPositions }, (_, i) => BigInt(first + i)),
    );
    const binding = session.bind(inputs, outputs);
    await session.run(binding);
    binding.release();
    for (let i = 0; i < spec.lastPositions; i++) {
      rows.push(logits.data.slice(i * config.vocabulary, (i + 1) * config.vocabulary));
    }
    for (const tensor of new Set([...Object.values(inputs), ...Object.values(outputs)])) tensor.release();
  }
  session.close();
  return rows;
}
