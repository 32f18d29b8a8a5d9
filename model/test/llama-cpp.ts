import { getLlama, LlamaLogLevel, type ControlledEvaluateInputItem, type Llama } from 'node-llama-cpp';

/**
 * llama.cpp as the reference: the prebuilt library of node-llama-cpp; nothing is compiled or fetched. One thread,
 * because several of its threads wait by spinning and crawl on a machine that does other work.
 */
export function openLlamaCpp(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    maxThreads: 1,
  });
}

interface LlamaCppSpec {
  modelPath: string;
  contextSize: number;
  lastPositions: number;
}

/** Raw logits of llama.cpp at the last positions of each text. */
export async function llamaCppLogits(
  { modelPath, contextSize, lastPositions }: LlamaCppSpec,
  texts: readonly (readonly number[])[],
): Promise<Float32Array[]> {
  const llama = await openLlamaCpp();
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({
    sequences: 1,
    contextSize,
    batchSize: Math.min(512, contextSize),
    threads: { ideal: 1, min: 1 },
    flashAttention: false,
    experimentalKvCacheKeyType: 'F32', // as our own cache; llama.cpp still rounds activations to 8 bits
    experimentalKvCacheValueType: 'F32',
  });
  const sequence = context.getSequence();
  const rows: Float32Array[] = [];
  for (const ids of texts) {
    await sequence.clearHistory();
    const from = ids.length - lastPositions;
    const input = ids.map((id, i) =>
      i < from ? id : [id, { generateNext: { logits: true } }],
    ) as ControlledEvaluateInputItem[];
    const output = await sequence.controlledEvaluate(input);
    for (const item of output.slice(from)) rows.push(dense(item!.next!.logits!));
  }
  await llama.dispose();
  return rows;
}

function dense(logits: ReadonlyMap<number, number>): Float32Array {
  const row = new Float32Array(logits.size);
  for (const [id, logit] of logits) row[id] = logit;
  return row;
}
