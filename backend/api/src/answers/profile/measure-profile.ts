import type { ProfileFigures } from '../../models/index.js';
import { foldText } from '../../safety/index.js';
import type { Draft } from '../draft.js';
import type { FrozenItem } from './frozen-set.js';

/** What one way of answering made of an item. */
export type AnswerItem = (item: FrozenItem) => Promise<Draft>;

/** Asks every frozen item both ways and counts. */
export async function measureProfile(
  items: readonly FrozenItem[],
  { write, quote }: { write: AnswerItem; quote: AnswerItem },
): Promise<ProfileFigures> {
  const results: ItemResult[] = [];
  for (const item of items) results.push(resultOf(item, await write(item), await quote(item)));
  const answerable = results.filter(({ item }) => item.answers.length > 0);
  const unanswerable = results.filter(({ item }) => item.answers.length === 0);
  const total = (count: (result: ItemResult) => number): number =>
    results.reduce((sum, result) => sum + count(result), 0);
  return {
    items: results.length,
    unanswerable: unanswerable.length,
    supported: { hits: total(({ supported }) => supported), of: total(({ sentences }) => sentences) },
    declinedUnanswerable: shareOf(unanswerable, ({ declined }) => declined),
    declinedAnswerable: shareOf(answerable, ({ declined }) => declined),
    holdsAnswer: shareOf(answerable, ({ holds }) => holds),
    quoteHoldsAnswer: shareOf(answerable, ({ quoteHolds }) => quoteHolds),
  };
}

interface ItemResult {
  item: FrozenItem;
  declined: boolean;
  holds: boolean;
  quoteHolds: boolean;
  /** Written by the model, before anything was withheld. */
  sentences: number;
  supported: number;
}

const shareOf = (
  results: readonly ItemResult[],
  is: (result: ItemResult) => boolean,
): { hits: number; of: number } => ({
  hits: results.filter(is).length,
  of: results.length,
});

function resultOf(item: FrozenItem, written: Draft, quoted: Draft): ItemResult {
  const { sentences, supported } = written.written ?? { sentences: 0, supported: 0 };
  return {
    item,
    declined: written.finishReason === 'declined',
    holds: !written.isWithheld && holdsAnswer(written, item.answers),
    quoteHolds: holdsAnswer(quoted, item.answers),
    sentences,
    supported,
  };
}

/** One of the gold answers stands in what was said and not marked as unsupported. */
function holdsAnswer({ finishReason, blocks }: Draft, answers: readonly string[]): boolean {
  if (finishReason === 'declined') return false;
  const said = bare(
    blocks
      .filter(({ supported }) => supported !== false)
      .map(({ text }) => text)
      .join(' '),
  );
  return answers.some((answer) => said.includes(bare(answer)));
}

/** Words alone, each with a space around it, so that 5 is not found in 15; Chinese without any. */
const bare = (text: string): string => {
  const words =
    foldText(text)
      .toLowerCase()
      .replace(/(\d),(?=\d{3})/g, '$1')
      .match(/[\p{L}\p{N}.]+/gu) ?? [];
  return ` ${words.map((word) => word.replace(/\.$/, '')).join(' ')} `.replace(
    /(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu,
    '',
  );
};
