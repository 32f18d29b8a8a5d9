import type { Answer } from '@deskmate/client';
import type { LiveAnswer } from './live-answers.js';

/** One try at a question: finished, or in the making. */
export interface Try {
  id: string;
  answer?: Answer;
  live?: LiveAnswer;
}

/** A question with every try at its answer, the first one first. */
export interface AskTurn {
  key: string;
  question: string;
  tries: Try[];
}

/** What stands below one another: another try stands in the place of the first. */
export function turnsOf(finished: Answer[], live: LiveAnswer[]): AskTurn[] {
  const turns = new Map<string, AskTurn>();
  const add = (one: Try, question: string, regeneratesId: string | null | undefined) => {
    const turn = regeneratesId ? turns.get(regeneratesId) : undefined;
    if (!turn) turns.set(one.id, { key: one.live?.key ?? one.id, question, tries: [one] });
    else {
      turn.tries.push(one);
      turns.set(one.id, turn); // a try may name any other try
    }
  };
  for (const answer of finished) add({ id: answer.id, answer }, answer.question, answer.regeneratesId);
  for (const one of live)
    add({ id: one.answerId ?? one.key, live: one }, one.question.question, one.question.regeneratesId);
  return [...new Set(turns.values())];
}

/** Which try of a turn is shown: the one that was chosen, else one with the open source, else the newest. */
export function shownTry({ tries }: AskTurn, chosen: string | undefined, openCite: string | undefined): Try {
  const newest = tries.at(-1)!;
  return (
    tries.find(({ id }) => id === chosen) ??
    (chosen === NEWEST ? undefined : tries.find(({ id }) => openCite?.startsWith(`${id}.`))) ??
    newest
  );
}

export const NEWEST = 'newest';
