import type { Extraction } from '../extraction/extraction.js';
import type { FindOracle } from './oracle.js';

interface Row {
  file: string;
  kind: string;
  expect: string;
}

const NAME = '_manifest.jsonl';
/** Said of a file, in a sentence; the reader itself was never in danger. */
const CLEAR = new Set([
  'damaged',
  'empty',
  'no-text',
  'needs-password',
  'unsupported-format',
  'too-large',
  'too-deep',
  'failed',
]);
/** A limit held. */
const STOPPED = new Set(['timed-out', 'out-of-memory']);

/** Hostile files and what should become of each. A refusal as an unsupported format is no opened file. */
export const expectedBehaviour: FindOracle = (set) => {
  if (!set.has(NAME)) return null;
  const rows = set.jsonLines<Row>(NAME);
  if (!rows.every(({ file, kind, expect }) => file && kind && expect)) return null;
  const kinds = new Map(rows.map(({ file, kind }) => [file, kind]));
  const right = new Map<string, boolean>();
  return {
    judgesRefusals: true,
    references: set.files.filter((file) => file === NAME || !kinds.has(file)),
    holdsText: (file) => (kinds.has(file) ? /control|macro|nested/.test(kinds.get(file)!) : undefined),
    judge: (read) => right.set(read.file, isAsExpected(kinds.get(read.file)!, read)),
    shareOf: (file) => (right.has(file) ? Number(right.get(file)) : undefined),
    figures: () => ({ asExpected: [...right.values()].filter(Boolean).length / right.size }),
  };
};

export function isAsExpected(
  kind: string,
  { text, meta, failure }: Pick<Extraction, 'text' | 'meta' | 'failure'>,
): boolean {
  const isRead = !failure && text.trim() !== '';
  if (/encrypt|protect/.test(kind)) return failure?.code === 'needs-password';
  if (/macro/.test(kind)) return isRead && Object.keys(meta).some((name) => /macro/i.test(name));
  if (/control|nested/.test(kind)) return isRead;
  if (/xxe/.test(kind)) return !/root:.*:0:0:/.test(text) && (!failure || CLEAR.has(failure.code));
  if (/bomb/.test(kind)) return !failure || CLEAR.has(failure.code) || STOPPED.has(failure.code);
  return isRead || (failure !== undefined && CLEAR.has(failure.code));
}
