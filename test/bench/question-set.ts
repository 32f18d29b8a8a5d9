import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** One document of a set as a person would upload it. */
export interface SetDocument {
  id: string;
  title: string;
  /** Path with ending, unique in the set. */
  fileName: string;
  bytes: Buffer;
  /** Text that a plain ranker sees: title and body. */
  text: string;
}

export interface SetQuery {
  id: string;
  text: string;
  /** Ids of the documents that hold the answer; empty for what cannot be answered. */
  golds: string[];
  answers: string[];
  answerable: boolean;
  language?: string;
  /** Every one of the answers must be there, not just any. */
  needsAll?: boolean;
  /** The set's own word for what kind of answer is wanted. */
  type?: string;
  /** Documents that the question is about without naming them. */
  within?: string[];
  /** Questions asked before it in the same conversation. */
  turns?: string[];
}

export type SetKind =
  | 'faq-pages'
  | 'pages'
  | 'paragraphs'
  | 'parallel-paragraphs'
  | 'passages'
  | 'pdf-questions'
  | 'tables-with-text'
  | 'csv-tables'
  | 'conversations';

export interface QuestionSet {
  kind: SetKind;
  languages: string[];
  documents: SetDocument[];
  queries: SetQuery[];
}

/** The folder is no set of questions over documents that a bench knows. */
export class UnknownSetError extends Error {}

/** A line of a set of questions; which fields are there depends on the kind. */
export interface Row {
  _id: string;
  text: string;
  title?: string;
  doc_id?: string;
  doc_ids?: string[];
  answer?: string;
  answers?: string[];
  question?: string;
  passage?: string;
}

export function readRows<T = Row>(folder: string, name: string): T[] {
  const plain = path.join(folder, name);
  const bytes = fs.existsSync(plain)
    ? fs.readFileSync(plain)
    : zlib.gunzipSync(fs.readFileSync(`${plain}.gz`));
  return bytes
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export const paragraphFile = (id: string, title: string, text: string): SetDocument => ({
  id,
  title,
  fileName: `${id.replace(/[^\w.-]+/g, '_')}.md`,
  bytes: Buffer.from(title ? `# ${title}\n\n${text}\n` : `${text}\n`),
  text: title ? `${title}\n${text}` : text,
});
