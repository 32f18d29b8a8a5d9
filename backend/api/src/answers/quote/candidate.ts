import type { Block } from '../../documents/index.js';

/** A block of a passage with where it stands, as the quoting needs it. */
export interface QuoteBlock extends Pick<Block, 'ordinal' | 'kind' | 'text' | 'cells' | 'header' | 'anchor'> {
  /** Sentences of `text`, in order. */
  sentences: readonly { start: number; end: number }[];
}

/** A retrieved passage, opened into its blocks. */
export interface QuotePassage {
  /** From 0. */
  rank: number;
  documentId: string;
  versionId: string;
  title: string;
  heading: string;
  blocks: readonly QuoteBlock[];
}

/** One sentence, or one table row, that may be quoted. */
export interface Candidate {
  passage: QuotePassage;
  block: QuoteBlock;
  start: number;
  end: number;
  text: string;
  /** The sentence before it in the passage; '' at the start. */
  before: string;
  after: string;
}

/** Every sentence and row of the passages once, in rank and reading order; headings and heads of mails only lend their words. */
export function candidatesOf(passages: readonly QuotePassage[]): Candidate[] {
  const seen = new Set<string>();
  return passages.flatMap((passage) => {
    const parts = passage.blocks.filter(isQuotable).flatMap(partsOf);
    return parts
      .map((part, i) => ({
        ...part,
        passage,
        before: parts[i - 1]?.text ?? '',
        after: parts[i + 1]?.text ?? '',
      }))
      .filter(({ block, start }) => {
        const key = `${passage.versionId}:${block.ordinal}:${start}`;
        return !seen.has(key) && seen.add(key);
      });
  });
}

/** Headings and the head of a mail are about a document; they are no statement of it. */
const isQuotable = ({ kind, anchor }: QuoteBlock): boolean =>
  kind !== 'heading' && !(anchor.kind === 'mail' && anchor.part === 'header');

type Part = Pick<Candidate, 'block' | 'start' | 'end' | 'text'>;

function partsOf(block: QuoteBlock): Part[] {
  if (block.kind === 'table-row') {
    return block.header && block.text ? [{ block, start: 0, end: block.text.length, text: block.text }] : [];
  }
  return block.sentences
    .map(({ start, end }) => ({ block, start, end, text: block.text.slice(start, end) }))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
}
