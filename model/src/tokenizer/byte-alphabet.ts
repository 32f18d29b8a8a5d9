/**
 * GPT-2's reversible map from bytes to printable characters: printable bytes stand for themselves, the other 68 are
 * moved to U+0100 and after, in order.
 */
export const BYTE_TO_CHAR: readonly string[] = buildAlphabet();
export const CHAR_TO_BYTE: ReadonlyMap<string, number> = new Map(
  BYTE_TO_CHAR.map((char, byte) => [char, byte]),
);

function buildAlphabet(): string[] {
  const printable = (b: number) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let moved = 0;
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(printable(b) ? b : 256 + moved++));
}
