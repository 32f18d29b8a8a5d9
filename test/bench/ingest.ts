import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiSession } from '../support/api-session.js';
import { PeakMemory } from '../support/process-memory.js';
import { descendants, hasBuild, startProduct } from '../support/product.js';
import { type BenchOptions, type BenchResult, CannotMeasureError, type Figures, say } from './bench.js';
import { UnknownSetError, fixedSample, readQuestionSet } from './datasets.js';
import { type Sample, estimateError, ingestFigures } from './ingesting/figures.js';
import { SetFiles, documentsOf, oraclesOf } from './oracles/index.js';

export const description = 'files of a set from upload to words and vectors, and the same files again';

interface Given {
  fileName: string;
  bytes(): Buffer;
}

const LOOK_EVERY_MS = 500;

export async function run({ data, limit, split }: BenchOptions): Promise<BenchResult> {
  if (!data) throw new CannotMeasureError('ingest needs --data with a folder of documents.');
  if (!hasBuild()) throw new CannotMeasureError('The product is not built yet: run `npm start` once.');
  const files = fixedSample(filesOf(data, split), limit, ({ fileName }) => fileName);
  const product = await startProduct({ env: { DESKMATE_REQUESTS_PER_MINUTE: '1000000' } });
  const pid = product.process.pid!;
  const memory = new PeakMemory(() => [pid, ...descendants(pid)]);
  try {
    const owner = await ApiSession.asOwner(product.url, product.token!);
    const { session } = await owner.addPerson('writer');
    const spaceId = await session.addSpace('Bench');
    const first = await pass(session, spaceId, files);
    const { use } = await owner.ok('GET', '/system');
    const again = await pass(session, spaceId, files);
    const { use: useAfter } = await owner.ok('GET', '/system');
    const figures: Figures = {
      ...ingestFigures(first, use.chunks as number),
      secondPassS: again.at(-1)!.at,
      secondPassNewDocuments: (useAfter.documents as number) - (use.documents as number),
      peakMb: memory.stop(),
      estimateError: estimateError(first),
    };
    return { data: data.split(path.sep).slice(-2).join('/'), figures };
  } finally {
    memory.stop();
    await product.stop();
    fs.rmSync(product.dataDir, { recursive: true, force: true });
  }
}

/** Pages of a question set, or the documents of a folder; the files of its oracles are none. */
function filesOf(data: string, split: BenchOptions['split']): Given[] {
  try {
    return readQuestionSet(data, { split }).documents.map(({ fileName, bytes }) => ({
      fileName: fileName.replaceAll('/', '__').slice(-200),
      bytes: () => bytes,
    }));
  } catch (error) {
    if (!(error instanceof UnknownSetError) || !fs.existsSync(data)) throw error;
    const set = new SetFiles(data);
    return documentsOf(set, oraclesOf(set)).map((file) => ({
      fileName: file.replaceAll('/', '__').slice(-200),
      bytes: () => fs.readFileSync(set.path(file)),
    }));
  }
}

/** Drops all files as one upload and looks at it until the last is ready or has failed. Times count from the drop. */
async function pass(session: ApiSession, spaceId: string, files: Given[]): Promise<Sample[]> {
  const started = performance.now();
  const { id } = await session.ok('POST', `/spaces/${spaceId}/uploads`, { files: files.length });
  const sending = sendAll(session, id as string, files);
  const samples: Sample[] = [];
  let sent = false;
  void sending.finally(() => (sent = true)).catch(() => {});
  for (let lastSaid = 0; ; await sleep(LOOK_EVERY_MS)) {
    const upload = await session.ok('GET', `/uploads/${id}`);
    const sample = toSample(upload as Upload, (performance.now() - started) / 1000);
    samples.push(sample);
    if (sample.at - lastSaid > 15) {
      say(JSON.stringify(sample));
      lastSaid = sample.at;
    }
    if (sent && sample.settled >= files.length) break;
    if (sent) await sending; // a refused file ends it here
  }
  await sending;
  return samples;
}

async function sendAll(session: ApiSession, uploadId: string, files: Given[]): Promise<void> {
  for (const { fileName, bytes } of files) {
    const { status, body } = await session.upload(uploadId, fileName, bytes());
    if (status >= 300) throw new CannotMeasureError(`${fileName} was refused: ${JSON.stringify(body)}`);
  }
}

interface Upload {
  files: { state: string }[];
  secondsLeft: number | null;
}

function toSample({ files, secondsLeft }: Upload, at: number): Sample {
  const count = (...states: string[]): number => files.filter(({ state }) => states.includes(state)).length;
  return {
    at,
    secondsLeft,
    words: count('words-ready', 'ready'),
    ready: count('ready'),
    settled: count('ready', 'failed', 'cancelled'),
  };
}
