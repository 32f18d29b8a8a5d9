const LONGEST_MATCH = 8;
const LONGEST_DRAFT = 15;

/**
 * Tokens worth guessing after so many that match. The first is free, because a guessing request's runs have two tokens
 * anyway; each further one costs about a sixth of a run (chosen by simulation on answers of SmolLM2, model/LOG.md).
 */
const DRAFT_BY_MATCH = [0, 1, 1, 3, 4, 5, 6, 8, 12];

/**
 * The place that the last tokens match best, the latest of equals: `next` is the index after it, `matched` how many
 * tokens match.
 */
export function lookUp(ids: readonly number[]): { next: number; matched: number } {
  const end = ids.length;
  let best = { next: end, matched: 0 };
  for (let next = end - 1; next >= 1; next--) {
    if (ids[next - 1] !== ids[end - 1]) continue;
    let matched = 1;
    while (matched < LONGEST_MATCH && matched < next && ids[next - 1 - matched] === ids[end - 1 - matched])
      matched++;
    if (matched > best.matched) best = { next, matched };
    if (matched === LONGEST_MATCH) break;
  }
  return best;
}

/**
 * Guesses how a text goes on: as it did after the place that its last tokens match best. Answers that quote their
 * passages are guessed well. Guesses grow with the match, and while they are right.
 */
export class Drafter {
  /** Over the whole request. */
  readonly guesses = { tried: 0, right: 0 };
  private streak = 0;

  /** At most `room` tokens; none where nothing matches. */
  propose(ids: readonly number[], room: number): number[] {
    const { next, matched } = lookUp(ids);
    const count = matched === 0 ? 0 : Math.min(LONGEST_DRAFT, room, DRAFT_BY_MATCH[matched]! + this.streak);
    const draft = count > 0 ? ids.slice(next, next + count) : [];
    this.guesses.tried += draft.length;
    return draft;
  }

  learn(guessed: number, right: number): void {
    if (guessed > 0) this.streak = right === guessed ? Math.min(LONGEST_DRAFT, 2 * this.streak + guessed) : 0;
  }
}
