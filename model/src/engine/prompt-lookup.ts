const LONGEST_MATCH = 8;
const SHORTEST_MATCH = 3;

/**
 * Guesses how a text goes on: as it did after the place that its last tokens match best, the latest of equals. Answers
 * that quote their passages are guessed well. Empty where nothing matches.
 */
export function lookUpDraft(ids: readonly number[], count: number): number[] {
  const end = ids.length;
  let best = { at: 0, matched: SHORTEST_MATCH - 1 };
  for (let at = end - 1; at >= SHORTEST_MATCH && count > 0; at--) {
    if (ids[at - 1] !== ids[end - 1]) continue;
    let matched = 1;
    while (matched < LONGEST_MATCH && matched < at && ids[at - 1 - matched] === ids[end - 1 - matched])
      matched++;
    if (matched > best.matched) best = { at, matched };
    if (matched === LONGEST_MATCH) break;
  }
  return best.matched < SHORTEST_MATCH ? [] : ids.slice(best.at, best.at + count);
}

const FIRST_DRAFT = 4;
const LONGEST_DRAFT = 15;
const MOST_PAUSED = 32;

/**
 * How many tokens are worth guessing. Checking costs about a third of a step for each guess, so drafts grow while
 * they are right and pause, ever longer, while they are wrong.
 */
export class DraftLength {
  /** Over the whole request. */
  readonly guesses = { tried: 0, right: 0 };
  private length = FIRST_DRAFT;
  private paused = 0;
  private pauseNext = 1;

  get next(): number {
    return this.paused > 0 ? 0 : this.length;
  }

  /** After each step, also after one without a guess. */
  learn(guessed: number, right: number): void {
    if (guessed === 0) {
      if (this.paused > 0) this.paused--;
      return;
    }
    if (right === guessed) this.length = Math.min(LONGEST_DRAFT, this.length * 2);
    else this.length = Math.max(2, Math.min(this.length, right + 1));
    if (right > 0) this.pauseNext = 1;
    else {
      this.paused = this.pauseNext;
      this.pauseNext = Math.min(MOST_PAUSED, this.pauseNext * 2);
    }
  }
}
