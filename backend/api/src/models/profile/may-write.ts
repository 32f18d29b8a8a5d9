import { wilson } from '@deskmate/model';
import type { ProfileFigures, Share, WriteThresholds } from './figures.js';

export interface Criterion {
  name:
    'items' | 'unanswerable' | 'supported' | 'declinedUnanswerable' | 'declinedAnswerable' | 'holdsAnswer';
  /** What counts: the lower 95% bound where chance could flatter the model, else the measured value. */
  value: number;
  needed: number;
  /** Whether `value` must be at least or at most what is needed. */
  direction: 'at-least' | 'at-most';
  met: boolean;
}

export interface Verdict {
  mayWrite: boolean;
  criteria: Criterion[];
}

const shareOf = ({ hits, of }: Share): number => (of ? hits / of : 0);
const lowerBound = ({ hits, of }: Share): number => (of ? wilson(hits, of).low : 0);

/** Whether a model has shown that it writes what passages say, and declines what they do not. */
export function mayWrite(figures: ProfileFigures, needed: WriteThresholds): Verdict {
  const atLeast = (name: Criterion['name'], value: number, least: number): Criterion => ({
    name,
    value,
    needed: least,
    direction: 'at-least',
    met: value >= least - 1e-9,
  });
  const criteria: Criterion[] = [
    atLeast('items', figures.items, needed.items),
    atLeast('unanswerable', figures.unanswerable, needed.unanswerable),
    atLeast('supported', lowerBound(figures.supported), needed.supported),
    atLeast('declinedUnanswerable', lowerBound(figures.declinedUnanswerable), needed.declinedUnanswerable),
    {
      name: 'declinedAnswerable',
      value: shareOf(figures.declinedAnswerable),
      needed: needed.declinedAnswerable,
      direction: 'at-most',
      met: shareOf(figures.declinedAnswerable) <= needed.declinedAnswerable + 1e-9,
    },
    atLeast(
      'holdsAnswer',
      shareOf(figures.holdsAnswer),
      Math.max(0, shareOf(figures.quoteHoldsAnswer) - needed.holdsAnswerWithin),
    ),
  ];
  return { mayWrite: criteria.every(({ met }) => met), criteria };
}

const meanings: Record<Criterion['name'], string> = {
  items: 'questions measured',
  unanswerable: 'unanswerable questions measured',
  supported: 'sentences supported by a passage (lower 95% bound)',
  declinedUnanswerable: 'unanswerable questions declined (lower 95% bound)',
  declinedAnswerable: 'answerable questions declined',
  holdsAnswer: 'answers that hold what was asked',
};

/** What a model misses, for people: `sentences supported by a passage (lower 95% bound): 0.41, needs at least 0.90`. */
export const describeMissed = ({ criteria }: Verdict): string =>
  criteria
    .filter(({ met }) => !met)
    .map(
      ({ name, value, needed, direction }) =>
        `${meanings[name]}: ${digits(value)}, needs ${direction.replace('-', ' ')} ${digits(needed)}`,
    )
    .join('; ');

const digits = (value: number): string =>
  Number.isInteger(value) && value > 1 ? String(value) : value.toFixed(2);
