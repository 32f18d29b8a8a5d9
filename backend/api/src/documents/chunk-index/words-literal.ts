/** PostgreSQL keeps at most this many positions of one lexeme, and none beyond the last position. */
const MOST_POSITIONS = 255;
const LAST_POSITION = 16_383;

/** Lexemes in reading order -> the text of a tsvector with positions, e.g. `'leave':1,4 'policy':2`. */
export function wordsLiteral(lexemes: readonly string[]): string {
  const positions = new Map<string, number[]>();
  for (const [i, lexeme] of lexemes.slice(0, LAST_POSITION).entries()) {
    const found = positions.get(lexeme);
    if (!found) positions.set(lexeme, [i + 1]);
    else if (found.length < MOST_POSITIONS) found.push(i + 1);
  }
  return Array.from(positions, ([lexeme, places]) => `${quote(lexeme)}:${places.join(',')}`).join(' ');
}

/** One lexeme as a tsquery that matches it and nothing else. */
export const wordQuery = (lexeme: string): string => quote(lexeme);

const quote = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
