import { CELL_SEPARATOR } from '../../documents/index.js';
import type { Candidate } from './candidate.js';
import { chooseCells } from './cell-choice.js';
import { narrowRange } from './cell-range.js';
import type { Quoted } from './quote-draft.js';
import type { Question } from './question.js';
import { chooseRow } from './row-choice.js';
import type { Ranked } from './quote-sentences.js';

/** When a table row is the best answer: what it is about and the cells whose headers were asked for; else null. */
export function quoteCells(question: Question, ranked: readonly Ranked[]): Quoted[] | null {
  if (ranked[0]?.candidate.block.kind !== 'table-row') return null;
  const row = chooseRow(question, ranked);
  if (!row?.candidate.block.cells) return null;
  const chosen = chooseCells(question, row.candidate);
  return chosen.length ? [cellsQuote(row.candidate, chosen)] : null;
}

function cellsQuote(candidate: Candidate, columns: readonly number[]): Quoted {
  const { block } = candidate;
  const cells = block.cells!;
  const from = columns[0]!;
  const to = columns.at(-1)!;
  const start = offsetOf(cells, from);
  const end = offsetOf(cells, to) + cells[to]!.length;
  const shown = columns.map((i) => named(block.header?.[i], cells[i]!)).join(' · ');
  return {
    candidate,
    start,
    end,
    text: block.text.slice(start, end),
    shown,
    anchor: narrowRange(block.anchor, from, to),
  };
}

const named = (header: string | undefined, cell: string): string =>
  header?.trim() ? `${header.trim()}: ${cell}` : cell;

/** Where a cell begins in the text of its row (`rowText`). */
function offsetOf(cells: readonly string[], column: number): number {
  return cells
    .slice(0, column)
    .filter((cell) => cell !== '')
    .reduce((sum, cell) => sum + cell.length + CELL_SEPARATOR.length, 0);
}
