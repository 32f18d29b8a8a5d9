import { rowText } from '../../documents/index.js';
import { type QuotePassage, candidatesOf } from './candidate.js';
import { readQuestion } from './question.js';
import { rankCandidates, sentenceBeforeRow } from './quote-sentences.js';
import { quoteCells } from './table-quote.js';

const sheet = (rank: number, name: string, header: string[], rows: string[][]): QuotePassage => ({
  rank,
  documentId: 'd',
  versionId: 'v',
  title: 'Workbook',
  heading: name,
  blocks: rows.map((cells, i) => ({
    ordinal: rank * 100 + i,
    kind: 'table-row',
    text: rowText(cells),
    cells,
    header,
    anchor: { kind: 'cells', sheet: name, range: `A${i + 2}:F${i + 2}` },
    sentences: [],
  })),
});

const answerTo = (text: string, passages: QuotePassage[]): string | undefined => {
  const question = readQuestion(text);
  return quoteCells(question, rankCandidates(question, candidatesOf(passages)))?.[0]?.shown;
};

const register = sheet(
  0,
  'Register',
  ['Code', 'Machine', 'Loss per hour (EUR)', 'Hours stopped in all'],
  [
    ['FR-1', 'Freezer in hold one', '90', '11.5'],
    ['FR-2', 'Freezer in hold two', '95', '4'],
    ['WN-3', 'Anchor winch', '40', '2'],
  ],
);
const log = sheet(
  1,
  'Log',
  ['Date', 'Code', 'Kind', 'Hours stopped', 'Cost'],
  [
    ['2025-03-04', 'FR-1', 'repair', '3', '410'],
    ['2025-06-17', 'FR-1', 'repair', '8.5', '960'],
    ['2025-06-20', 'WN-3', 'service', '1', '80'],
  ],
);

it('follows a key to another sheet, whichever the ranking had first', () => {
  const question = 'How many hours was the freezer stopped on 17 June 2025?';
  expect(answerTo(question, [register, log])).toContain('Hours stopped: 8.5');
  expect(
    answerTo(question, [
      { ...log, rank: 0 },
      { ...register, rank: 1 },
    ]),
  ).toContain('Hours stopped: 8.5');
});

it('stays on the sheet whose columns were asked for', () => {
  expect(answerTo('What is the loss per hour of the anchor winch?', [log, register])).toContain(
    'Loss per hour (EUR): 40',
  );
});

it('prefers the row that alone in its table fits', () => {
  const summary = sheet(
    1,
    'Summary',
    ['Department', 'Q1', 'Q2', 'Budget 2031'],
    [
      ['Galley', '10', '20', '30'],
      ['Engine room', '40', '50', '90'],
    ],
  );
  const lines = sheet(
    0,
    'Lines',
    ['Department', 'Account', 'Month', 'Budget 2031'],
    [
      ['Engine room', 'Oil', 'January', '7'],
      ['Engine room', 'Oil', 'February', '8'],
      ['Engine room', 'Tools', 'January', '3'],
    ],
  );
  expect(answerTo('What is the budget 2031 of the engine room?', [lines, summary])).toBe(
    'Department: Engine room · Budget 2031: 90',
  );
});

it('follows a key in Chinese too', () => {
  const ledger = sheet(
    0,
    '台账',
    ['编号', '名称', '每小时损失（元）', '停机合计（小时）'],
    [
      ['LD-01', '冷冻机 1 号', '90', '12.5'],
      ['LD-02', '冷冻机 2 号', '95', '11.5'],
      ['JC-03', '绞车', '40', '2'],
    ],
  );
  const records = sheet(
    1,
    '记录',
    ['日期', '编号', '班次', '现象', '停机小时', '费用（元）'],
    [
      ['2025-03-04', 'LD-01', '早班', '换油', '3.0', '410'],
      ['2025-06-17', 'LD-02', '早班', '排气温度高', '8.5', '960'],
      ['2025-06-20', 'JC-03', '中班', '保养', '1.0', '80'],
    ],
  );
  expect(answerTo('2025 年 6 月 17 日冷冻机停机多少小时？', [ledger, records])).toContain('停机小时: 8.5');
});

it('lets a sentence lead that holds clearly more of the question than the first row', () => {
  const question = readQuestion('What is the usual delivery time of the winch?');
  const text = 'The usual delivery time is 35 days.';
  const sentences: QuotePassage = {
    ...register,
    rank: 1,
    blocks: [
      {
        ordinal: 500,
        kind: 'paragraph',
        text,
        anchor: { kind: 'paragraph', index: 1 },
        sentences: [{ start: 0, end: text.length }],
      },
    ],
  };
  const ranked = rankCandidates(question, candidatesOf([register, sentences]));
  const row = ranked.find(({ candidate }) => candidate.block.kind === 'table-row')!;
  const sentence = ranked.find(({ candidate }) => candidate.block.kind !== 'table-row')!;
  expect(sentenceBeforeRow([row, sentence])[0]!.candidate).toBe(sentence.candidate);
  expect(sentenceBeforeRow([sentence, row])[0]).toBe(sentence);
});
