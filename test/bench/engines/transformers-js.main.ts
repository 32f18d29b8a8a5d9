import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the peer's process is told. */
export type EmbedCall =
  | { op: 'load'; modules: string; folder: string; threads: number }
  | { op: 'embed'; texts: string[]; batch: number };
export type EmbedReply = { vectors?: number[][]; ms?: number; failure?: string };

type Extract_ = (texts: string[], options: object) => Promise<{ tolist(): number[][] }>;
interface Library {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  pipeline(task: string, model: string, options: object): Promise<Extract_>;
}

let extract: Extract_;

async function load({ modules, folder, threads }: Extract<EmbedCall, { op: 'load' }>): Promise<EmbedReply> {
  const resolved = createRequire(path.join(modules, 'index.js')).resolve('@huggingface/transformers');
  const library = (await import(pathToFileURL(resolved).href)) as Library & { default?: Library };
  const { env, pipeline } = library.env ? library : library.default!;
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = path.dirname(folder);
  extract = await pipeline('feature-extraction', path.basename(folder), {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  return {};
}

async function embed({ texts, batch }: Extract<EmbedCall, { op: 'embed' }>): Promise<EmbedReply> {
  const started = performance.now();
  const vectors: number[][] = [];
  for (let from = 0; from < texts.length; from += batch) {
    const output = await extract(texts.slice(from, from + batch), { pooling: 'mean', normalize: true });
    vectors.push(...output.tolist());
  }
  return { vectors, ms: performance.now() - started };
}

process.on('message', (call: EmbedCall) => {
  void (call.op === 'load' ? load(call) : embed(call)).then(
    (reply) => process.send?.(reply),
    (error: Error) => process.send?.({ failure: error.stack ?? error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
