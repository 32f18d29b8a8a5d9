import type { Answer } from '../answer.dto.js';
import type { Turn } from '../answer-run.js';

/** Turns that a follow-up question is understood from. */
const TURNS = 6;

type Try = Pick<Answer, 'id' | 'regeneratesId' | 'question' | 'blocks'>;

/** The first try at what an answer answers: every further try names that one, however often it is tried again. */
export function firstTryOf(answers: readonly Try[], id: string): string {
  const before = answers.find((answer) => answer.id === id)?.regeneratesId;
  return before && before !== id && answers.some((answer) => answer.id === before)
    ? firstTryOf(answers, before)
    : id;
}

/** The turns before a question; another try at an answer reads what stood before the first one. */
export function turnsBefore(answers: readonly Try[], regeneratesId: string | undefined): Turn[] {
  const turns = new Map<string, Try[]>();
  for (const answer of answers) {
    const first = firstTryOf(answers, answer.id);
    turns.set(first, [...(turns.get(first) ?? []), answer]);
  }
  const firsts = [...turns.keys()];
  const end = regeneratesId ? firsts.indexOf(firstTryOf(answers, regeneratesId)) : -1;
  return firsts
    .slice(0, end < 0 ? undefined : end)
    .slice(-TURNS)
    .map((first) => toTurn(turns.get(first)!));
}

/** A turn says what its newest try says; one that failed before it said anything does not count. */
function toTurn(tries: readonly Try[]): Turn {
  const said = tries.findLast(({ blocks }) => blocks.length > 0) ?? tries[0]!;
  return { question: said.question, answer: said.blocks.map(({ text }) => text).join('\n') };
}
