import { rowText } from '../../documents/index.js';
import { type Candidate, type QuotePassage, candidatesOf } from './candidate.js';
import { chooseCells } from './cell-choice.js';
import { narrowRange } from './cell-range.js';
import { readQuestion } from './question.js';
import { rankCandidates } from './quote-sentences.js';
import { quoteCells } from './table-quote.js';

const header = ['Product', 'Price', 'Delivery', 'Manager', 'Since'];
const rows = [
  ['T200 sensor', '1,450 EUR', '12 days', 'Rosa Lind', '2019'],
  ['T300 sensor', '1,980 EUR', '20 days', 'Ian Holm', '2023'],
];
const table: QuotePassage = {
  rank: 0,
  documentId: 'd',
  versionId: 'v',
  title: 'Prices',
  heading: '',
  blocks: rows.map((cells, i) => ({
    ordinal: i + 1,
    kind: 'table-row',
    text: rowText(cells),
    cells,
    header,
    anchor: { kind: 'cells', sheet: 'Sheet1', range: `B${i + 2}:F${i + 2}` },
    sentences: [],
  })),
};

it.each([
  ['What does the T300 sensor cost, its price?', 'Product: T300 sensor · Price: 1,980 EUR', 'B3:C3'],
  ['What is the delivery time of the T200 sensor?', 'Product: T200 sensor · Delivery: 12 days', 'B2:D2'],
  ['Who is the manager of the T300 sensor?', 'Product: T300 sensor · Manager: Ian Holm', 'B3:E3'],
])('answers with the row and the column that were asked for: %s', (text, shown, range) => {
  const question = readQuestion(text);
  const [quote] = quoteCells(question, rankCandidates(question, candidatesOf([table])))!;
  expect(quote).toMatchObject({ shown, anchor: { range } });
  expect(quote!.candidate.block.text.slice(quote!.start, quote!.end)).toBe(quote!.text);
});

it.each([
  [
    'For how many years are calibration certificates kept?',
    ['Record', 'Kept for'],
    ['Calibration certificates', '15 years'],
  ],
  ['2026 年 5 月 21 日停机多少小时？', ['日期', '停机小时'], ['2026-05-21', '7.5']],
])('shows what answers, not only what was named: %s', (text, columns, cells) => {
  const block = { ...table.blocks[0]!, cells, header: columns, text: rowText(cells) };
  const question = readQuestion(text);
  const [quote] = quoteCells(
    question,
    rankCandidates(question, candidatesOf([{ ...table, blocks: [block] }])),
  )!;
  expect(quote!.shown).toBe(`${columns[0]}: ${cells[0]} · ${columns[1]}: ${cells[1]}`);
});

it('takes at most three cells', () => {
  const [candidate] = candidatesOf([table]) as [Candidate];
  expect(
    chooseCells(readQuestion('T200 sensor product price delivery manager since'), candidate),
  ).toHaveLength(3);
});

it.each([
  ['B7:F7', 0, 1, 'B7:C7'],
  ['Z3:AC3', 1, 3, 'AA3:AC3'],
  ['B7:F7', 2, 2, 'D7'],
])('narrows %s to its columns %i to %i', (range, from, to, narrow) => {
  expect(narrowRange({ kind: 'cells', sheet: 'S', range }, from, to)).toEqual({
    kind: 'cells',
    sheet: 'S',
    range: narrow,
  });
});
