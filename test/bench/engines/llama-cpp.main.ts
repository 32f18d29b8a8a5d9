import { getLlama, type LlamaContext, LlamaLogLevel, type LlamaModel } from 'node-llama-cpp';
import type { Timeline } from './stream.js';

/** What the peer's process is told. */
export type PeerCall =
  | { op: 'load'; file: string; threads: number }
  | { op: 'run'; prompts: number[][]; newTokens: number; contextTokens: number };
export type PeerReply = { timeline?: Timeline; failure?: string };

let model: LlamaModel;
let threads = 1;
let context: { key: string; value: LlamaContext } | undefined;

async function load(call: Extract<PeerCall, { op: 'load' }>): Promise<PeerReply> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
    maxThreads: call.threads,
  });
  threads = call.threads;
  model = await llama.loadModel({ modelPath: call.file });
  return {};
}

/** All streams at once, each a sequence of one context, by the public streaming call. */
async function run({
  prompts,
  newTokens,
  contextTokens,
}: Extract<PeerCall, { op: 'run' }>): Promise<PeerReply> {
  const value = await contextFor(prompts.length, contextTokens);
  const sequences = prompts.map(() => value.getSequence());
  const started = performance.now();
  const timeline = await Promise.all(
    sequences.map(async (sequence, i) => {
      const times: number[] = [];
      const tokens = sequence.evaluate(prompts[i] as never, { temperature: 0, yieldEogToken: true });
      for await (const _ of tokens) {
        times.push(performance.now() - started);
        if (times.length >= newTokens) break;
      }
      return times;
    }),
  );
  for (const sequence of sequences) await sequence.clearHistory();
  for (const sequence of sequences) sequence.dispose();
  return { timeline };
}

async function contextFor(sequences: number, contextSize: number): Promise<LlamaContext> {
  const key = `${sequences} ${contextSize}`;
  if (context?.key === key) return context.value;
  await context?.value.dispose();
  const value = await model.createContext({
    sequences,
    contextSize,
    batchSize: 512,
    threads: { ideal: threads, min: threads },
  });
  context = { key, value };
  return value;
}

process.on('message', (call: PeerCall) => {
  void (call.op === 'load' ? load(call) : run(call)).then(
    (reply) => process.send?.(reply),
    (error: Error) => process.send?.({ failure: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
