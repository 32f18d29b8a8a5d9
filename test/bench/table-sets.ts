import fs from 'node:fs';
import path from 'node:path';
import { type QuestionSet, type SetDocument, type SetQuery, readRows } from './question-set.js';

interface Context {
  table: { uid: string; table: string[][] };
  paragraphs: { order: number; text: string }[];
  questions: { uid: string; question: string; answer: unknown; answer_type: string; answer_from: string }[];
}

/** A table with its text and questions about just that: each context is one page. */
export function tablesWithText(folder: string, file: string): QuestionSet {
  const contexts = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Context[];
  return {
    kind: 'tables-with-text',
    languages: [],
    documents: contexts.map(contextPage),
    queries: contexts.flatMap(({ table: { uid }, questions }) =>
      questions.map((one): SetQuery => {
        const answers = [one.answer].flat().map(String);
        return {
          id: one.uid,
          text: one.question,
          golds: [uid],
          within: [uid],
          answers,
          answerable: true,
          needsAll: answers.length > 1,
          type: one.answer_type.startsWith('multi') ? 'spans' : one.answer_type,
        };
      }),
    ),
  };
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function contextPage({ table: { uid, table }, paragraphs }: Context): SetDocument {
  const cells = (row: string[], tag: string): string =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  const rows = table.map((row, i) => `<tr>${cells(row, i === 0 ? 'th' : 'td')}</tr>`);
  const texts = [...paragraphs].sort((a, b) => a.order - b.order).map(({ text }) => text);
  const page = [
    '<!doctype html><html><body>',
    `<table>${rows.join('\n')}</table>`,
    ...texts.map((text) => `<p>${escape(text)}</p>`),
    '</body></html>',
  ].join('\n');
  return {
    id: uid,
    title: '',
    fileName: `${uid}.html`,
    bytes: Buffer.from(page),
    text: [...table.map((row) => row.join(' ')), ...texts].join('\n'),
  };
}

interface TableQuestion {
  id: string;
  utterance: string;
  /** The table's path in the set. */
  context: string;
  /** Several values stand with `|` between them. */
  targetValue: string;
}

/** Tables as CSV files and questions about one of them each. */
export function csvTables(folder: string): QuestionSet {
  const rows = readRows<TableQuestion>(folder, 'questions.jsonl');
  const files = [...new Set(rows.map(({ context }) => context))].sort();
  return {
    kind: 'csv-tables',
    languages: [],
    documents: files.map((file) => {
      const bytes = fs.readFileSync(path.join(folder, file));
      return { id: file, title: '', fileName: file, bytes, text: bytes.toString('utf8') };
    }),
    queries: rows.map(({ id, utterance, context, targetValue }) => {
      const answers = targetValue.split('|');
      return {
        id,
        text: utterance,
        golds: [context],
        within: [context],
        answers,
        answerable: true,
        needsAll: answers.length > 1,
      };
    }),
  };
}
