import type { Anchor } from '../../documents/index.js';

const columnNumber = (letters: string): number =>
  [...letters].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0);

const columnLetters = (n: number): string =>
  n > 0 ? columnLetters(Math.floor((n - 1) / 26)) + String.fromCharCode(65 + ((n - 1) % 26)) : '';

/** The part of a row's range from its `from`-th to its `to`-th column; other anchors stay as they are. */
export function narrowRange(anchor: Anchor, from: number, to: number): Anchor {
  if (anchor.kind !== 'cells') return anchor;
  const first = /^\$?([A-Z]+)\$?(\d+)/.exec(anchor.range);
  if (!first) return anchor;
  const [, letters, row] = first;
  const at = (column: number): string => `${columnLetters(columnNumber(letters!) + column)}${row}`;
  return { ...anchor, range: from === to ? at(from) : `${at(from)}:${at(to)}` };
}
