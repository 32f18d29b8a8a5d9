import { getLlama, type Llama, type LlamaContextSequence, LlamaLogLevel } from 'node-llama-cpp';

type Input = Parameters<LlamaContextSequence['controlledEvaluate']>[0];

/** Every position's scores by llama.cpp at its defaults, one thread, because nothing here is timed. */
export class LlamaCppLogits {
  private constructor(
    private readonly llama: Llama,
    private readonly sequence: LlamaContextSequence,
  ) {}

  static async open(modelPath: string, contextSize: number): Promise<LlamaCppLogits> {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      logLevel: LlamaLogLevel.error,
      maxThreads: 1,
    });
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({ sequences: 1, contextSize, batchSize: contextSize });
    return new LlamaCppLogits(llama, context.getSequence());
  }

  async logits(ids: readonly number[]): Promise<Float32Array[]> {
    await this.sequence.clearHistory();
    const input = ids.map((id) => [id, { generateNext: { logits: true } }]) as unknown as Input;
    const output = await this.sequence.controlledEvaluate(input);
    return output.map((item) => {
      const logits = item!.next!.logits!;
      const row = new Float32Array(logits.size);
      for (const [id, logit] of logits) row[id] = logit;
      return row;
    });
  }

  close = (): Promise<void> => this.llama.dispose();
}
