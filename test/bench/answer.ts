import fs from 'node:fs';
import path from 'node:path';
import { ApiSession } from '../support/api-session.js';
import { hasBuild, startProduct } from '../support/product.js';
import { type BenchOptions, type BenchResult, CannotMeasureError, quantile, say } from './bench.js';
import { type Given, scores } from './answering/scores.js';
import { withinTitle } from './answering/within-title.js';
import { type SetQuery, fixedSample, readQuestionSet } from './datasets.js';
import { productEnvironment } from './answering/environment.js';
import { uploadSet } from './upload-set.js';

export const description = 'answers to real questions, retrieval over the whole set included';

type Mode = 'quote' | 'write';

export async function run(options: BenchOptions): Promise<BenchResult> {
  if (!options.data) throw new CannotMeasureError('Say which set: --data DIR.');
  if (!hasBuild()) throw new CannotMeasureError('The product is not built yet: run `npm start` once.');
  const mode = modeOf(options);
  const { lang, cross, split, limit, within } = options;
  const whole = readQuestionSet(options.data, { lang, cross, split });
  if (within !== undefined && within !== 'title')
    throw new CannotMeasureError('--within knows only `title`.');
  const set = within ? withinTitle(whole) : whole;
  const asked = fixedSample(set.queries, limit, ({ id }) => id);
  const product = await startProduct({ env: productEnvironment(options) });
  try {
    const owner = await ApiSession.asOwner(product.url, product.token!);
    await owner.ok('PUT', '/models/assignment', { mode });
    const { session } = await owner.addPerson('reader');
    const { setIds: documents } = await uploadSet(session, set.documents, ({ fileName }) => ({
      name: fileName.replaceAll('/', '__').slice(-200),
    }));
    const given = await askAll(session, asked, documents, mode);
    const times = given.map(({ firstTokenMs }) => firstTokenMs);
    return {
      data: options.data.split(path.sep).slice(-2).join('/'),
      figures: {
        ...scores(given),
        firstTokenMs: quantile(times, 0.5),
        firstTokenP95Ms: quantile(times, 0.95),
      },
    };
  } finally {
    await product.stop();
    fs.rmSync(product.dataDir, { recursive: true, force: true });
  }
}

function modeOf({ extra }: BenchOptions): Mode {
  const mode = extra['mode'] ?? 'quote';
  if (mode !== 'quote' && mode !== 'write') throw new CannotMeasureError('--mode knows `quote` and `write`.');
  return mode;
}

async function askAll(
  session: ApiSession,
  asked: readonly SetQuery[],
  documents: ReadonlyMap<string, string>,
  mode: Mode,
): Promise<Given[]> {
  const given: Given[] = [];
  for (const [i, query] of asked.entries()) {
    given.push(await askOne(session, query, documents, mode));
    if (i % 50 === 49) say(`${i + 1} of ${asked.length}: ${progress(given)}`);
  }
  return given;
}

const progress = (given: readonly Given[]): string =>
  Object.entries(scores(given))
    .filter(([name, value]) => /holds|declined/.test(name) && Number.isFinite(value))
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join(', ');

async function askOne(
  session: ApiSession,
  query: SetQuery,
  documents: ReadonlyMap<string, string>,
  mode: Mode,
): Promise<Given> {
  const documentIds = query.within && idsOf(query.within, documents);
  const ask = (question: string, conversationId?: string) =>
    session.stream('/answers', {
      question: question.slice(0, 4_000),
      mode,
      ...(documentIds && { documentIds }),
      ...(conversationId && { conversationId }),
    });
  let conversationId: string | undefined;
  for (const turn of query.turns ?? []) {
    for await (const { event, data } of ask(turn, conversationId))
      if (event === 'answer-start') conversationId = data.conversationId as string;
  }
  const from = performance.now();
  let firstTokenMs = NaN;
  for await (const { event, data } of ask(query.text, conversationId)) {
    if (event === 'answer-delta' && Number.isNaN(firstTokenMs)) firstTokenMs = performance.now() - from;
    if (event === 'answer-error') throw new CannotMeasureError(`An answer failed: ${JSON.stringify(data)}`);
    if (event !== 'answer-end') continue;
    const { answer } = data;
    return {
      query,
      mode: answer.mode,
      declined: answer.finishReason === 'declined',
      blocks: answer.blocks,
      citations: answer.citations.map((citation: { documentId: string }) => ({
        ...citation,
        documentId: documents.get(citation.documentId) ?? citation.documentId,
      })),
      confidence: answer.support.confidence,
      firstTokenMs,
    };
  }
  throw new CannotMeasureError('An answer ended without its last event.');
}

const idsOf = (wanted: readonly string[], documents: ReadonlyMap<string, string>): string[] =>
  [...documents].filter(([, id]) => wanted.includes(id)).map(([documentId]) => documentId);
