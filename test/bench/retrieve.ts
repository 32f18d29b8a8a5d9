import fs from 'node:fs';
import path from 'node:path';
import { ApiSession } from '../support/api-session.js';
import { padProduct } from '../support/padding.js';
import { hasBuild, root, startProduct } from '../support/product.js';
import {
  type BenchOptions,
  type BenchResult,
  CannotMeasureError,
  type Figures,
  quantile,
  say,
} from './bench.js';
import { PlainBm25 } from './bm25.js';
import {
  type QuestionSet,
  type SetDocument,
  type SetQuery,
  fixedSample,
  readQuestionSet,
} from './datasets.js';
import { type RankedQuery, rankingFigures } from './ranking.js';
import { uploadSet } from './upload-set.js';

export const description = 'passages for real questions: by words, by meaning and fused, against plain BM25';

const WARM_UPS = 20;
/** Passages asked for; more only where they lie in fewer than ten documents. */
const PASSAGES = 30;
const MOST_PASSAGES = 100;

const arms = { lexical: 'words', vector: 'meaning', fused: undefined } as const;

export async function run(options: BenchOptions): Promise<BenchResult> {
  if (!options.data) throw new CannotMeasureError('Say which set: --data DIR.');
  if (!hasBuild()) throw new CannotMeasureError('The product is not built yet: run `npm start` once.');
  const set = readQuestionSet(options.data, {
    lang: options.lang,
    cross: options.cross,
    split: options.split,
  });
  const asked = fixedSample(questionsOf(set, options.within), options.limit, ({ id }) => id);
  const product = await startProduct({ env: environment(options) });
  try {
    const index = await Indexed.make(product.url, product.token!, set.documents);
    const padding = await pad(options, product.dataDir, index);
    const figures: Figures = {
      queries: asked.length,
      documents: set.documents.length,
      chunks: index.chunks + padding.chunks,
    };
    for (const [arm, by] of Object.entries(arms))
      Object.assign(figures, await measure(index, set, asked, arm, by, options));
    return {
      data: options.data.split(path.sep).slice(-2).join('/'),
      figures,
      peer: peers(set, asked, padding.texts, options),
    };
  } finally {
    await product.stop();
    fs.rmSync(product.dataDir, { recursive: true, force: true });
  }
}

const environment = ({ model }: BenchOptions): NodeJS.ProcessEnv => ({
  DESKMATE_TEST_VECTOR_CACHE: path.join(root, '.deskmate', 'vectors'),
  DESKMATE_REQUESTS_PER_MINUTE: '1000000',
  ...(model && { DESKMATE_EMBEDDER: model }),
});

/** Questions with an answer; within one title, equal questions are one with all their golds. */
function questionsOf(set: QuestionSet, within: string | undefined): SetQuery[] {
  const answerable = set.queries.filter(({ golds }) => golds.length > 0);
  if (within === undefined) return answerable;
  if (within !== 'title') throw new CannotMeasureError('--within knows only `title`.');
  const titles = titlesOf(set);
  const merged = new Map<string, SetQuery>();
  for (const query of answerable) {
    const key = `${titles.get(query.golds[0]!)}\n${query.text}`;
    const known = merged.get(key);
    merged.set(key, known ? { ...known, golds: [...new Set([...known.golds, ...query.golds])] } : query);
  }
  return [...merged.values()];
}

const titlesOf = ({ documents }: QuestionSet): Map<string, string> =>
  new Map(documents.map(({ id, title }) => [id, title]));

/** The set's documents in a running product, uploaded by an ordinary person. */
class Indexed {
  private constructor(
    private readonly session: ApiSession,
    readonly spaceId: string,
    private readonly setIds: ReadonlyMap<string, string>,
    private readonly documentIds: ReadonlyMap<string, string>,
    readonly chunks: number,
  ) {}

  static async make(url: string, token: string, documents: readonly SetDocument[]): Promise<Indexed> {
    const owner = await ApiSession.asOwner(url, token);
    const { session } = await owner.addPerson('reader');
    const { spaceId, setIds } = await uploadSet(session, documents, ({ fileName }) => ({
      name: path.basename(fileName),
      folder: path.dirname(fileName).replace(/^\.$/, ''),
    }));
    const documentIds = new Map([...setIds].map(([id, setId]) => [setId, id]));
    const system = await owner.ok('GET', '/system');
    return new Indexed(session, spaceId, setIds, documentIds, system.use.chunks as number);
  }

  /** Distinct documents of the set, in the order of their best passage; padding keeps its place under its own id. */
  async search(
    query: string,
    by: string | undefined,
    within?: readonly string[],
  ): Promise<{ ranked: string[]; ms: number }> {
    const only = within?.flatMap((id) => this.documentIds.get(id) ?? []);
    const body = { query: query.slice(0, 2_000), ...(by && { by }), ...(only && { documentIds: only }) };
    const from = performance.now();
    let passages = await this.passages({ ...body, limit: PASSAGES });
    const ms = performance.now() - from;
    if (passages.length >= PASSAGES && distinct(passages).length < 10)
      passages = await this.passages({ ...body, limit: MOST_PASSAGES });
    return { ranked: distinct(passages).map((id) => this.setIds.get(id) ?? id), ms };
  }

  private async passages(body: { query: string; limit: number }): Promise<{ documentId: string }[]> {
    if (!body.query.trim()) return []; // some sets hold a question without text: a miss
    return (await this.session.ok('POST', '/search', body)).passages as { documentId: string }[];
  }
}

const distinct = (passages: readonly { documentId: string }[]): string[] => [
  ...new Set(passages.map(({ documentId }) => documentId)),
];

async function pad(
  options: BenchOptions,
  dataDir: string,
  index: Indexed,
): Promise<{ chunks: number; texts: { id: string; text: string }[] }> {
  const missing = Math.max(0, (options.chunks ?? 0) - index.chunks);
  if (!missing) return { chunks: 0, texts: [] };
  say(`padding with ${missing} chunks`);
  const texts = otherTexts(options.data!);
  const { visible, seed } = options;
  const padded = await padProduct({
    dataDir,
    visibleSpaceId: index.spaceId,
    texts,
    count: missing,
    visible,
    seed,
  });
  return { chunks: missing, texts: padded };
}

/** Texts of the other sets beside this one. */
function otherTexts(folder: string): string[] {
  const data = path.dirname(path.dirname(folder));
  const texts: string[] = [];
  for (const name of fs.readdirSync(data).sort()) {
    const other = path.join(data, name, 'A');
    if (other === folder || !fs.existsSync(other)) continue;
    try {
      texts.push(...readQuestionSet(other).documents.map(({ text }) => text));
    } catch {
      continue; // no set of questions
    }
  }
  return texts;
}

async function measure(
  index: Indexed,
  set: QuestionSet,
  asked: readonly SetQuery[],
  arm: string,
  by: string | undefined,
  { within }: BenchOptions,
): Promise<Figures> {
  const sameTitle = within ? groupsOf(set) : undefined;
  const scope = ({ golds }: SetQuery): readonly string[] | undefined => sameTitle?.get(golds[0]!);
  for (const query of asked.slice(0, WARM_UPS)) await index.search(query.text, by, scope(query));
  const ranked: RankedQuery[] = [];
  const times: number[] = [];
  for (const query of asked) {
    const result = await index.search(query.text, by, scope(query));
    ranked.push({ ranked: result.ranked, golds: query.golds });
    times.push(result.ms);
  }
  const figures = rankingFigures(ranked, arm);
  say(
    `${arm}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value.toFixed(3)}`)
      .join(', ')}`,
  );
  return arm === 'fused'
    ? { ...figures, p50Ms: quantile(times, 0.5), p95Ms: quantile(times, 0.95) }
    : figures;
}

/** Document -> all documents of its title. */
function groupsOf({ documents }: QuestionSet): Map<string, string[]> {
  const byTitle = new Map<string, string[]>();
  for (const { id, title } of documents) byTitle.set(title, [...(byTitle.get(title) ?? []), id]);
  return new Map(documents.map(({ id, title }) => [id, byTitle.get(title)!]));
}

/** BM25 over whole documents in memory, the padding that the asker may read included. */
function peers(
  set: QuestionSet,
  asked: readonly SetQuery[],
  padding: readonly { id: string; text: string }[],
  { peers: names, within }: BenchOptions,
): Record<string, Figures> {
  if (names.length && !names.includes('bm25')) return {};
  const all = [...set.documents, ...padding];
  const bm25 = new PlainBm25(
    all.map(({ id }) => id),
    all.map(({ text }) => text),
  );
  const sameTitle = within ? groupsOf(set) : undefined;
  const queries = asked.map(({ text, golds }) => {
    const allowed = sameTitle && new Set(sameTitle.get(golds[0]!));
    return { golds, ranked: bm25.rank(text, 10, (id) => !allowed || allowed.has(id)) };
  });
  return { bm25: rankingFigures(queries, 'fused') };
}
