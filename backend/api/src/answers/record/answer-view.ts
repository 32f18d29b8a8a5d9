import type { Answer, AnswerBlock, Citation, Conflict, Feedback } from '../answer.dto.js';
import { type Language, phrasesOf } from '../phrases.js';
import type { AnswerText } from './answer-text.js';
import type { AnswerRow } from './answer.repository.js';
import type { PlaceRow } from './citation.repository.js';
import { placeOf } from './place.js';

export interface AnswerParts {
  row: AnswerRow;
  /** Null when its person has erased it. */
  text: AnswerText | null;
  /** Those that the reader may open now. */
  citations: readonly Citation[];
  places: readonly PlaceRow[];
  feedback: Feedback | null;
}

/** An answer as its reader may see it now: what came from documents that are closed to them is withheld. */
export function viewAnswer(
  { row, text, citations, places, feedback }: AnswerParts,
  locale: Language,
): Answer {
  const isDeclined = row.finishReason === 'declined';
  const language = text?.language ?? locale;
  const open = new Set(citations.map(({ number }) => number));
  const isWhole = row.passages.every((passage) => places.some((place) => isAt(place, passage)));
  return {
    id: row.id,
    conversationId: row.conversationId,
    ordinal: row.ordinal,
    question: text?.question ?? '',
    regeneratesId: row.regeneratesId,
    documentIds: text?.documentIds ?? [],
    skill: row.skill,
    mode: row.mode,
    modeReason: text?.modeReason ?? '',
    state: row.state,
    finishReason: row.finishReason,
    error: errorOf(row, text, language),
    blocks: onceWithheld((text?.blocks ?? []).map((block) => withhold(block, open, isWhole, language))),
    citations: isDeclined ? [] : [...citations],
    nearest: isDeclined ? [...citations] : [],
    conflicts: conflictsOf(text, open),
    ...(text?.notes && { notes: text.notes }),
    model:
      row.modelId && row.mode === 'write' ? { id: row.modelId, name: text?.modelName ?? row.modelId } : null,
    support: {
      sentences: row.support.sentences ?? 0,
      supported: row.support.supported ?? 0,
      confidence: row.support.confidence ?? null,
    },
    timings: row.timings,
    considered: consideredOf(row, places, locale),
    feedback,
    correlationId: row.correlationId,
    createdAt: row.createdAt.toISOString(),
  };
}

/** What no citation vouches for may stem from any passage: it stays only while all of them are open. */
function withhold(
  block: AnswerBlock,
  open: ReadonlySet<number>,
  isWhole: boolean,
  language: Language,
): AnswerBlock {
  const isOpen = block.supported === false ? isWhole : block.citations.every((number) => open.has(number));
  if (isOpen) return block;
  const text = phrasesOf(language).withheld;
  return { kind: 'paragraph', text, citations: [], supported: null, withheld: true };
}

/** Neighbouring blocks that are withheld say so once. */
const onceWithheld = (blocks: AnswerBlock[]): AnswerBlock[] =>
  blocks.filter(({ withheld }, i) => !withheld || !blocks[i - 1]?.withheld);

/** A conflict names two documents; when one of them is closed it is not told. */
const conflictsOf = (text: AnswerText | null, open: ReadonlySet<number>): Conflict[] =>
  (text?.conflicts ?? []).filter(({ citations }) => citations.every((number) => open.has(number)));

function consideredOf(row: AnswerRow, places: readonly PlaceRow[], locale: Language): Answer['considered'] {
  return row.passages.flatMap(({ versionId, fromOrdinal, rank, used }) => {
    const place = places.find((candidate) => isAt(candidate, { versionId, fromOrdinal }));
    return place ? [{ title: place.title, place: placeOf(place.anchor, locale), rank, used }] : [];
  });
}

function errorOf(row: AnswerRow, text: AnswerText | null, language: Language): Answer['error'] {
  if (row.finishReason !== 'failed') return null;
  if (text?.error) return text.error;
  return {
    code: row.errorCode ?? 'internal',
    detail: phrasesOf(language).restarted,
    retryable: true,
  };
}

const isAt = (
  place: PlaceRow,
  { versionId, fromOrdinal }: { versionId: string; fromOrdinal: number },
): boolean => place.versionId === versionId && place.ordinal === fromOrdinal;
