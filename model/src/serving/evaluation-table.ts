import type { TextEvaluation } from './evaluate-text.js';

const COLUMNS: readonly [title: string, cell: (row: TextEvaluation) => string][] = [
  ['precision', ({ precision }) => precision],
  ['perplexity', (row) => row.perplexity.toFixed(2)],
  ['KL to fp32', ({ againstFp32 }) => againstFp32?.klMean.toFixed(4) ?? '-'],
  [
    'same choice',
    ({ againstFp32 }) => (againstFp32 ? `${(100 * againstFp32.argmaxEqual).toFixed(1)} %` : '-'),
  ],
  ['prompt tokens/s', ({ rates }) => rates?.promptTokensPerS.toFixed(0) ?? '-'],
  ['new tokens/s', ({ rates }) => rates?.newTokensPerS.toFixed(1) ?? '-'],
  ['weights MB', ({ weightsMb }) => weightsMb.toFixed(0)],
  ['KB a token', ({ kvKbPerToken }) => kvKbPerToken.toFixed(1)],
  ['may be chosen', ({ withinCeiling }) => (withinCeiling ? 'yes' : 'no')],
];

/** What an administrator chooses a precision by, as aligned text. */
export function evaluationTable(rows: readonly TextEvaluation[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  return cells
    .map((line) =>
      line.map((cell, i) => (i ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  '),
    )
    .join('\n');
}
