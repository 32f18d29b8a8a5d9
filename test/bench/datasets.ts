import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { conversations } from './conversation-sets.js';
import { csvTables, tablesWithText } from './table-sets.js';
import {
  type QuestionSet,
  type Row,
  type SetDocument,
  type SetQuery,
  UnknownSetError,
  paragraphFile,
  readRows,
} from './question-set.js';
import { readTar } from './tar.js';

export { type QuestionSet, type SetDocument, type SetQuery, UnknownSetError } from './question-set.js';

export interface SetOptions {
  /** Language of the documents where a set has several; unset: all together. */
  lang?: string;
  /** Ask in the set's other language. */
  cross?: boolean;
  /** Keep only documents (and their queries) whose md5 begins with an odd hex digit. */
  split?: 'report' | 'learn';
}

/** Recognises the kind from the files that are there. @throws UnknownSetError */
export function readQuestionSet(folder: string, options: SetOptions = {}): QuestionSet {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const has = (name: string): boolean => files.includes(name) || files.includes(`${name}.gz`);
  const archive = files.find((name) => name.endsWith('.tar.gz'));
  const languages = files.flatMap((name) => /^([a-z]{2})\.corpus\.jsonl(\.gz)?$/.exec(name)?.[1] ?? []);
  let set: QuestionSet;
  if (archive && has('faq_headings.jsonl')) set = faqPages(folder, archive);
  else if (archive && has('queries.jsonl')) set = pages(folder, archive);
  else if (languages.length) set = parallelParagraphs(folder, languages, options);
  else if (has('corpus.jsonl') && has('queries.jsonl')) set = paragraphs(folder, '');
  else if (has('answerable.jsonl')) set = passages(folder, has('unanswerable.jsonl'));
  else if (has('pdf') && has('queries.jsonl')) set = pdfQuestions(folder);
  else if (has('csv') && has('questions.jsonl')) set = csvTables(folder);
  else if (has('reference.jsonl')) set = conversations(folder);
  else if (files.length === 1 && files[0]!.endsWith('.json')) set = tablesWithText(folder, files[0]!);
  else throw new UnknownSetError(`${folder} holds no set of questions over documents that this bench knows.`);
  return splitOf(set, options.split);
}

const toQuery = (row: Row): SetQuery => ({
  id: row._id,
  text: row.text,
  golds: row.doc_ids ?? (row.doc_id ? [row.doc_id] : []),
  answers: row.answers ?? (row.answer ? [row.answer] : []),
  answerable: true,
});

// ---- pages in an archive ---------------------------------------------------------------------------------

function faqPages(folder: string, archive: string): QuestionSet {
  const queries = readRows(folder, 'faq_headings.jsonl').map(toQuery);
  const headings = new Set(queries.map(({ text }) => plainHeading(text)));
  const documents = readPages(folder, archive, (text) => withoutHeadings(text, headings));
  return { kind: 'faq-pages', languages: [], documents, queries };
}

function pages(folder: string, archive: string): QuestionSet {
  const queries = readRows(folder, 'queries.jsonl').map(toQuery);
  return { kind: 'pages', languages: [], documents: readPages(folder, archive, (text) => text), queries };
}

function readPages(folder: string, archive: string, clean: (text: string) => string): SetDocument[] {
  const entries = readTar(zlib.gunzipSync(fs.readFileSync(path.join(folder, archive))));
  return entries
    .filter(({ name }) => /\.(md|mdx|html?)$/i.test(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, bytes }) => {
      const text = clean(bytes.toString('utf8').replaceAll('\r', ''));
      return {
        id: name,
        title: '',
        fileName: name.replace(/\.mdx$/i, '.md'),
        bytes: Buffer.from(text),
        text,
      };
    });
}

/** Drops every line that equals a question heading, and a front matter title that does. */
export function withoutHeadings(text: string, headings: ReadonlySet<string>): string {
  const isQuestion = (line: string): boolean => {
    const heading =
      /^\s{0,3}#{1,6}\s+(.*)$/.exec(line)?.[1] ?? /^title:\s*["']?(.*?)["']?\s*$/.exec(line)?.[1] ?? line;
    return headings.has(plainHeading(heading));
  };
  return text
    .split('\n')
    .filter((line) => !line.trim() || !isQuestion(line))
    .join('\n');
}

/** A heading without its anchor, links, emphasis, code marks and closing hashes. */
const plainHeading = (heading: string): string =>
  heading
    .replace(/\{#[^}]*\}/g, '')
    .replace(/\s#+\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/[*_`\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

// ---- paragraphs --------------------------------------------------------------------------------------------

function paragraphs(folder: string, prefix: string): QuestionSet {
  const corpus = readRows(folder, `${prefix}corpus.jsonl`);
  const documents = corpus.map((row) => paragraphFile(row._id, row.title ?? '', row.text));
  const queries = readRows(folder, `${prefix}queries.jsonl`).map(toQuery);
  return { kind: 'paragraphs', languages: [], documents, queries };
}

/** The same paragraphs in several languages: ids get their language in front when they lie side by side. */
function parallelParagraphs(folder: string, languages: string[], { lang, cross }: SetOptions): QuestionSet {
  if (lang && !languages.includes(lang))
    throw new UnknownSetError(`${folder} has no documents in ${lang}, only in ${languages.join(', ')}.`);
  const parts = languages.map((language) => {
    const { documents, queries } = paragraphs(folder, `${language}.`);
    return {
      language,
      documents: documents.map((one) => ({
        ...one,
        id: `${language}:${one.id}`,
        fileName: `${language}-${one.fileName}`,
      })),
      queries: queries.map((one) => ({
        ...one,
        language,
        golds: one.golds.map((gold) => `${language}:${gold}`),
      })),
    };
  });
  const kept = parts.filter(({ language }) => !lang || language === lang);
  const asked = cross
    ? parts.map((part) =>
        crossed(
          part,
          kept.map((one) => one.language),
        ),
      )
    : kept;
  return {
    kind: 'parallel-paragraphs',
    languages,
    documents: kept.flatMap(({ documents }) => documents),
    queries: asked.flatMap(({ queries }) => queries),
  };
}

/** Questions of one language whose golds are the same paragraphs in the other languages that are indexed. */
function crossed(
  part: { language: string; queries: SetQuery[] },
  indexed: string[],
): { queries: SetQuery[] } {
  const others = indexed.filter((language) => language !== part.language);
  if (!others.length) return { queries: [] };
  const queries = part.queries.map((query) => ({
    ...query,
    golds: query.golds.flatMap((gold) =>
      others.map((other) => `${other}:${gold.slice(part.language.length + 1)}`),
    ),
  }));
  return { queries };
}

function passages(folder: string, withUnanswerable: boolean): QuestionSet {
  const answerable = readRows(folder, 'answerable.jsonl');
  const unanswerable = withUnanswerable ? readRows(folder, 'unanswerable.jsonl') : [];
  const idOf = new Map<string, string>();
  const documents: SetDocument[] = [];
  for (const { passage = '', title = '' } of [...answerable, ...unanswerable]) {
    if (idOf.has(passage)) continue;
    idOf.set(passage, `p${idOf.size}`);
    documents.push(paragraphFile(idOf.get(passage)!, title, passage));
  }
  const toPassageQuery = (row: Row, isAnswerable: boolean): SetQuery => ({
    id: row._id,
    text: row.question ?? '',
    golds: isAnswerable ? [idOf.get(row.passage ?? '')!] : [],
    answers: (row.answers ?? []).filter(Boolean),
    answerable: isAnswerable,
  });
  const queries = [
    ...answerable.map((row) => toPassageQuery(row, true)),
    ...unanswerable.map((row) => toPassageQuery(row, false)),
  ];
  return { kind: 'passages', languages: [], documents, queries };
}

function pdfQuestions(folder: string): QuestionSet {
  const documents = fs
    .readdirSync(path.join(folder, 'pdf'))
    .filter((name) => name.toLowerCase().endsWith('.pdf'))
    .sort()
    .map((name) => ({
      id: name,
      title: name.replace(/\.pdf$/i, ''),
      fileName: name,
      bytes: fs.readFileSync(path.join(folder, 'pdf', name)),
      text: '',
    }));
  return {
    kind: 'pdf-questions',
    languages: [],
    documents,
    queries: readRows(folder, 'queries.jsonl').map(toQuery),
  };
}

// ---- cutting -----------------------------------------------------------------------------------------------

const isOdd = (id: string): boolean =>
  parseInt(crypto.createHash('md5').update(id).digest('hex')[0]!, 16) % 2 === 1;

function splitOf(set: QuestionSet, split: SetOptions['split']): QuestionSet {
  if (!split) return set;
  const keep = (id: string): boolean => isOdd(id) === (split === 'report');
  const documents = set.documents.filter(({ id }) => keep(id));
  const there = new Set(documents.map(({ id }) => id));
  const queries = set.queries
    .map((query) => ({ ...query, golds: query.golds.filter((gold) => there.has(gold)) }))
    .filter(({ id, golds, answerable }) => (answerable ? golds.length > 0 : keep(id)));
  return { ...set, documents, queries };
}

/** The first `limit` of a shuffle that is the same every time. */
export function fixedSample<T>(
  items: readonly T[],
  limit: number | undefined,
  key: (item: T) => string,
): T[] {
  if (limit === undefined || limit >= items.length) return [...items];
  const hash = (item: T): string => crypto.createHash('md5').update(key(item)).digest('hex');
  return items
    .map((item) => ({ item, order: hash(item) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .slice(0, limit)
    .map(({ item }) => item);
}
