import type { Anchor } from '../../documents/index.js';
import type { AnswerRun } from '../answer-run.js';
import type { Conflicting } from '../conflicts/conflict.js';
import type { AnswerBlock } from '../answer.dto.js';
import type { Draft, DraftCitation } from '../draft.js';
import { phrasesOf } from '../phrases.js';
import type { Candidate } from './candidate.js';
import type { Quote } from './quote-sentences.js';

/** A quote, or cells of a row, ready to stand in an answer. */
export interface Quoted extends Quote {
  /** What is shown, where it is not just the quoted words: `Header: value`. */
  shown?: string;
  /** Narrower than the block's, for cells. */
  anchor?: Anchor;
}

/** Quotes into blocks with citations; neighbouring sentences of one block become one. */
export function quoteDraft(
  run: AnswerRun,
  quotes: readonly Quoted[],
  confidence: number,
  conflict: Conflicting | null,
): Draft {
  const joined = joinNeighbours(quotes);
  const citations = joined.map((quote, i) => citationOf(run, quote, i + 1));
  const blocks = joined.map((quote, i): AnswerBlock => ({
    kind: kindOf(quote),
    text: quote.shown ?? withMarks(quote),
    citations: [i + 1],
    supported: true,
  }));
  const other = conflict && citationOf(run, conflict.older, citations.length + 1);
  return {
    finishReason: 'complete',
    blocks,
    citations: other ? [...citations, other] : citations,
    nearest: [],
    conflicts:
      conflict && other
        ? [
            {
              message: phrasesOf(run.language).conflict(conflict.newerFacts, conflict.olderFacts),
              citations: [1, other.number],
            },
          ]
        : [],
    support: { sentences: quotes.length, supported: quotes.length, confidence },
    usedChunks: [
      ...new Set(
        [...joined, ...(conflict ? [conflict.older] : [])].map((quote) => chunkOf(run, quote.candidate)),
      ),
    ],
  };
}

function joinNeighbours(quotes: readonly Quoted[]): Quoted[] {
  const joined: Quoted[] = [];
  for (const quote of quotes) {
    const last = joined.at(-1);
    const { block } = quote.candidate;
    const between = last && last.candidate.block === block ? block.text.slice(last.end, quote.start) : null;
    if (last && between !== null && quote.start >= last.end && !between.trim() && !quote.shown) {
      joined[joined.length - 1] = { ...last, end: quote.end, text: block.text.slice(last.start, quote.end) };
    } else joined.push(quote);
  }
  return joined;
}

/** Cut sentences say so with an ellipsis. */
function withMarks({ text, start, end, candidate }: Quoted): string {
  const { block } = candidate;
  if (block.kind === 'table-row') return text;
  const begins = block.sentences.some((sentence) => sentence.start === start);
  const ends = block.sentences.some((sentence) => sentence.end === end);
  return `${begins ? '' : '… '}${text}${ends ? '' : ' …'}`;
}

const kindOf = ({ candidate }: Quoted): AnswerBlock['kind'] =>
  candidate.block.kind === 'table-row'
    ? 'table-row'
    : candidate.block.kind === 'list-item'
      ? 'list-item'
      : 'paragraph';

const passageOf = (run: AnswerRun, { passage }: Candidate) => run.passages[passage.rank];

const chunkOf = (run: AnswerRun, candidate: Candidate): string => passageOf(run, candidate)?.chunkId ?? '';

export function citationOf(run: AnswerRun, quote: Quoted, number: number): DraftCitation {
  const { passage, block } = quote.candidate;
  return {
    number,
    documentId: passage.documentId,
    versionId: passage.versionId,
    chunkId: passageOf(run, quote.candidate)?.chunkId ?? null,
    fromOrdinal: block.ordinal,
    toOrdinal: block.ordinal,
    start: quote.start,
    end: quote.end,
    anchor: quote.anchor ?? block.anchor,
  };
}
