/** Whole numbers of one sign and length: a range for each digit. */
export interface DigitPattern {
  sign: '' | '-';
  digits: [low: number, high: number][];
}

const MOST_DIGITS = 15;
const LARGEST = 10 ** MOST_DIGITS - 1;

/** Patterns that together match exactly the whole numbers from `min` to `max`, which may be infinite. */
export function integersBetween(min: number, max: number): DigitPattern[] {
  const low = Math.max(min, -LARGEST);
  const high = Math.min(max, LARGEST);
  const negative =
    low < 0 ? unsigned(Math.max(1, -high), -low).map((digits) => ({ sign: '-' as const, digits })) : [];
  const positive =
    high >= 0 ? unsigned(Math.max(0, low), high).map((digits) => ({ sign: '' as const, digits })) : [];
  return [...negative, ...positive];
}

function unsigned(low: number, high: number): DigitPattern['digits'][] {
  const patterns: DigitPattern['digits'][] = [];
  for (let from = low; from <= high;) {
    const size = String(from).length;
    const until = Math.min(high, 10 ** size - 1);
    patterns.push(...sameLength(String(from), String(until)));
    from = until + 1;
  }
  return patterns;
}

/** For numbers of equal length: the common beginning, then what lies between the first digits that differ. */
function sameLength(low: string, high: string): DigitPattern['digits'][] {
  if (low === '') return [[]];
  const [a, b] = [Number(low[0]), Number(high[0])];
  const rest = low.length - 1;
  const any = (count: number): DigitPattern['digits'] => Array.from({ length: count }, () => [0, 9]);
  const with_ = (first: [number, number], tails: DigitPattern['digits'][]) =>
    tails.map((tail): DigitPattern['digits'] => [first, ...tail]);
  const [zeros, nines] = ['0'.repeat(rest), '9'.repeat(rest)];
  if (low.slice(1) === zeros && high.slice(1) === nines) return [[[a, b], ...any(rest)]];
  if (a === b) return with_([a, a], sameLength(low.slice(1), high.slice(1)));
  const bottom = with_([a, a], sameLength(low.slice(1), nines));
  const top = with_([b, b], sameLength(zeros, high.slice(1)));
  const middle = b - a > 1 ? with_([a + 1, b - 1], [any(rest)]) : [];
  return [...bottom, ...middle, ...top];
}
