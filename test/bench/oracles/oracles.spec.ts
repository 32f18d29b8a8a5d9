import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zipFile } from '../../support/office-files.js';
import { type Extraction, notRead, ofBlocks, ofMarkdown } from '../extraction/extraction.js';
import { TableScore, compareRelations, gridRelations, relationsOf } from './adjacency.js';
import { decodings, readCsv } from './csv.js';
import { compareSheet } from './excel-csv.js';
import { isAsExpected } from './expected-behaviour.js';
import { SetFiles, documentsOf, oraclesOf } from './index.js';
import { checks } from './mail-fields.js';
import { decodeHeader, readMail } from './mail-reader.js';
import { markdownTables, withoutForm } from './markdown.js';
import { readStructure } from './table-structure.js';
import { TokenScore } from './token-score.js';
import { zipPart } from './zip-part.js';

const show = (relations: string[]): string[] => relations.map((one) => one.replaceAll('\0', ' '));
const read = (file: string, more: Partial<Extraction> = {}): Extraction => ({
  ...notRead,
  file,
  bytes: 1,
  seconds: 1,
  ...more,
});

describe('table relations', () => {
  it('are the filled neighbours to the right and below, over gaps', () => {
    expect(
      show(
        gridRelations([
          ['A', 'b'],
          ['c', ''],
          ['', 'D'],
        ]),
      ).sort(),
    ).toEqual(
      ['below a c', 'below b d', 'right a b'], // prettier-ignore
    );
  });

  it('are the same whether a wide cell is given once or repeated', () => {
    const wide = relationsOf([
      { text: 'Year', row: 0, column: 0, endRow: 0, endColumn: 1 },
      { text: 'q1', row: 1, column: 0, endRow: 1, endColumn: 0 },
      { text: 'q2', row: 1, column: 1, endRow: 1, endColumn: 1 },
    ]);
    const repeated = gridRelations([['Year', 'Year'], ['q1', 'q2']]); // prettier-ignore
    expect([...wide].sort()).toEqual([...repeated].sort());
    expect(show(wide).sort()).toEqual(['below year q1', 'below year q2', 'right q1 q2']);
  });

  it('count each as often as in both, and F1 averages over documents', () => {
    const wanted = ['x', 'x', 'y', 'z'];
    expect(compareRelations(wanted, ['x', 'w'])).toEqual({ hits: 1, found: 2, wanted: 4 });
    const score = new TableScore();
    score.add({ hits: 1, found: 2, wanted: 4 });
    score.add({ hits: 3, found: 3, wanted: 4 });
    score.add({ hits: 0, found: 1, wanted: 0 }); // a table where there is none
    expect(score.figures()).toEqual({ tablePrecision: 0.5, tableRecall: 0.5, tableF1: 0.5 });
    expect(new TableScore().figures()).toEqual({});
  });

  it('come from the XML of the competition, a table that goes on read apart', () => {
    const cell = (row: number, column: number, text: string, more = ''): string =>
      `<cell id="1" start-row="${row}" start-col="${column}" ${more}><content>${text}</content></cell>`;
    const xml = `<document><table><region page="1">${cell(0, 0, 'R&amp;D', 'end-col="1"')}${cell(1, 0, '1')}${cell(1, 1, '2')}</region>
      <region page="2">${cell(0, 0, '3')}</region></table></document>`;
    expect(show(readStructure(xml)).sort()).toEqual(['below r&d 1', 'below r&d 2', 'right 1 2']);
  });
});

describe('what was read', () => {
  const row = (range: string, cells: string[], header?: string[]) => ({
    kind: 'table-row', text: cells.join(' | '), cells, ...(header && { header }), anchor: { kind: 'cells', sheet: 'S', range },
  }); // prettier-ignore

  it('has sheets with cells at their places, and tables in their columns', () => {
    const { sheets, tables } = ofBlocks([row('B3:C3', ['a', 'b']), row('C4:C4', ['c']), row('A9:A9', ['d'])]);
    expect(Object.fromEntries(sheets.get('S')!)).toEqual({ '2,1': 'a', '2,2': 'b', '3,2': 'c', '8,0': 'd' });
    expect(tables).toEqual([[['', 'a', 'b'], ['', '', 'c']], [['d']]]); // prettier-ignore
    const lone = { kind: 'heading', level: 2, text: 'T', anchor: { kind: 'cells', sheet: 'S', range: 'B1' } };
    const lines = [{ ...lone, level: 1, text: 'S' }, lone, { ...lone, kind: 'note', text: 'n' }];
    expect(Object.fromEntries(ofBlocks(lines).sheets.get('S')!)).toEqual({ '0,1': 'T' });
  });

  it('begins a new table at a header of its own and after other text', () => {
    const plain = { anchor: { kind: 'paragraph' } };
    const blocks = [
      { kind: 'table-row', text: 'h', cells: ['h', 'i'], ...plain },
      { kind: 'table-row', text: '1', cells: ['1', '2'], header: ['h', 'i'], ...plain },
      { kind: 'table-row', text: 'k', cells: ['k', 'l'], ...plain },
      { kind: 'paragraph', text: 'p', ...plain },
      { kind: 'table-row', text: 'm', cells: ['m', 'n'], ...plain },
    ];
    expect(ofBlocks(blocks).tables.map((table) => table.length)).toEqual([2, 1, 1]);
  });

  it('as Markdown has its pipe tables', () => {
    expect(ofMarkdown('a\n| x | y\\|z |\n| --- | :-: |\n| 1 |  |\n\n| q |\n').tables).toEqual([
      [['x', 'y|z'], ['1', '']],
      [['q']],
    ]); // prettier-ignore
    expect(markdownTables('no table')).toEqual([]);
  });
});

it('form that only Markdown has is not asked for', () => {
  const wanted = [
    '![A cat](cat.jpg)',
    '[Unix](/u "t") rocks',
    '| --- |',
    '```python',
    'data:image/png;base64...',
    '](http://x',
  ];
  expect(wanted.map(withoutForm)).toEqual(['A cat', 'Unix rocks', '', '', '', '']);
});

it('words are counted as often as in both texts', () => {
  const score = new TokenScore();
  score.add('a', 'one two two three', 'two, TWO four');
  score.add('b', '中文', '中');
  score.add('c', '', 'ignored');
  expect(score.figures()).toEqual({
    tokenRecall: 0.5,
    tokenPrecision: (2 / 3 + 1) / 2,
    tokenRecallMicro: 3 / 6,
    tokenPrecisionMicro: 3 / 4,
  });
});

it('CSV has quoted commas, quotes and line ends', () => {
  expect(readCsv('\ufeffa,"b,""c"""\r\n"d\ne",\r\n')).toEqual([['a', 'b,"c"'], ['d\ne', '']]); // prettier-ignore
  expect(readCsv('a\n\nb')).toEqual([['a'], [''], ['b']]);
  expect(decodings(Uint8Array.of(0x80, 0xe4))).toEqual(['€ä', 'Ä‰']);
  expect(decodings(Buffer.from('é'))).toEqual(['é']);
});

it('a part of an archive is found by its name', () => {
  const archive = Buffer.from(
    zipFile({ 'xl/a.xml': 'no', 'xl/workbook.xml': `<sheets>${' '.repeat(500)}</sheets>` }),
  );
  expect(zipPart(archive, 'xl/workbook.xml')).toContain('<sheets>');
  expect(zipPart(archive, 'none.xml')).toBeUndefined();
});

describe('a mail', () => {
  const source = [
    'From: =?utf-8?q?Zo=C3=AB?= <zoe@example.com>', 'To: a@example.com,', ' b@example.com', 'Date: Tue, 1 Oct 2024 12:34:56 -0500',
    'Subject: =?utf-8?B?5L2g?=', ' =?utf-8?B?5aW9?=', 'Content-Type: multipart/mixed; boundary="b1"', '',
    '--b1', 'Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: quoted-printable', '', 'Caf=E9 at =', 'noon', '',
    '--b1', 'Content-Type: application/pdf', 'Content-Disposition: attachment; filename="plan.pdf"', '', 'x', '--b1--', '',
  ].join('\r\n'); // prettier-ignore
  const mail = readMail(Buffer.from(source, 'latin1'));
  const whole =
    '你好 Zoë zoe@example.com a@example.com b@example.com Tue, 1 Oct 2024 12:34:56 -0500 plan.pdf Café at noon';
  const right = (text: string): number => checks(mail).filter((check) => check({ text })).length;

  it('is read with its encodings', () => {
    expect(mail.headers.get('subject')).toBe('你好');
    expect(mail.body).toBe('Café at noon');
    expect(mail.attachments).toEqual(['plan.pdf']);
    expect(decodeHeader('=?gb2312?B?xOO6ww==?= x')).toBe('你好 x');
  });

  it('has one check for each field', () => {
    expect(checks(mail)).toHaveLength(7); // subject, three addresses, one attachment, date, body
    expect(right(whole)).toBe(7);
    expect(right(whole.replace('你好', '??').replace('plan.pdf', ''))).toBe(5);
    expect(right(whole.replace('Tue, 1 Oct 2024 12:34:56 -0500', '2024-10-01T17:34:56Z'))).toBe(7);
    expect(right(whole.replace('noon', ''))).toBe(6);
  });
});

it.each([
  ['encrypted or protected', { failure: { code: 'needs-password', reason: '' } }, true],
  ['encrypted or protected', { failure: { code: 'damaged', reason: '' } }, false],
  ['corrupt or malformed', { failure: { code: 'damaged', reason: '' } }, true],
  ['corrupt or malformed', { failure: { code: 'parser-crashed', reason: '' } }, false],
  ['bomb', { failure: { code: 'timed-out', reason: '' } }, true],
  ['nested', { text: 'inner' }, true],
  ['nested', { failure: { code: 'unsupported-format', reason: '' } }, false],
  ['macro', { text: 'words' }, false],
  ['macro', { text: 'words', meta: { macros: 'present' } }, true],
  ['xxe', { text: 'root:x:0:0:root' }, false],
])('a file of the kind %s that gave %j is as expected: %p', (kind, given, expected) => {
  expect(isAsExpected(kind, read('f', given))).toBe(expected);
});

describe('a set', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'set-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (files: Record<string, string | Uint8Array>): SetFiles => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), content);
    }
    return new SetFiles(folder);
  };

  it('is recognised from its files, and its oracles are no documents', () => {
    const rows = [
      { file: 'x.docx', paragraphs: ['One two', 'three'] },
      { file: 'y.pptx', slides: [[]] },
    ];
    const set = write({
      '_oracle_ooxml.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
      'x.docx': 'x',
      'y.pptx': 'y',
    });
    const [oracle] = oraclesOf(set);
    expect(documentsOf(set, [oracle!])).toEqual(['x.docx', 'y.pptx']);
    oracle!.judge(read('x.docx', { text: 'ONE  two' }));
    oracle!.judge(read('y.pptx'));
    expect(oracle!.figures()).toEqual({ paragraphRecallMicro: 0.5, paragraphRecallMacro: 0.5 });
    expect([oracle!.holdsText('x.docx'), oracle!.holdsText('y.pptx'), oracle!.holdsText('z')]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect(oraclesOf(write({ 'a/b.txt': '' })).length).toBe(1);
    rmSync(path.join(folder, '_oracle_ooxml.jsonl'));
    expect(oraclesOf(new SetFiles(folder))).toEqual([]);
  });

  it('of workbooks compares each cell at its address with what Excel saved', () => {
    const workbook = zipFile({ 'xl/workbook.xml': '<sheets><sheet name="A&amp;B" sheetId="1"/></sheets>' });
    const set = write({
      'index.jsonl': JSON.stringify({ workbook: 'w.xlsx', csv: { 0: 'w.csv' } }), 'csv/w.csv': 'x,\n,"1,5"\n', 'workbooks/w.xlsx': workbook,
    }); // prettier-ignore
    const oracle = oraclesOf(set)[0]!;
    expect(documentsOf(set, [oracle])).toEqual(['workbooks/w.xlsx']);
    const sheets = new Map([['A&B', new Map([['0,0', 'x'], ['1,0', '1,5']])]]); // prettier-ignore
    oracle.judge(read('workbooks/w.xlsx', { text: 'x 1,5', sheets }));
    expect(oracle.figures()).toEqual({ cellsEqual: 0.5, cellsFound: 1 });
  });

  it('of workbooks allows for what CSV loses: empty rows in front, the encoding, characters', () => {
    const cells = new Map([['2,0', '25°'], ['2,1', 'b'], ['3,1', '←d']]); // prettier-ignore
    expect(compareSheet([[['25∞', 'b'], ['', '_d']], [['25°', 'b'], ['', '_d']]], cells, '')).toEqual({ all: 3, equal: 3, found: 3 }); // prettier-ignore
    expect(compareSheet([[['x_', 'y']]], new Map([['0,0', 'xa']]), 'y')).toEqual({ all: 2, equal: 0, found: 1 }); // prettier-ignore
  });

  it('with Markdown beside its documents or in a folder of references', () => {
    const beside = write({ 'en/a.pdf': '', 'en/a.md': '# Hello\n\n| x | y |\n| - | - |\n| 1 | 2 |' });
    const oracle = oraclesOf(beside)[0]!;
    expect(documentsOf(beside, [oracle])).toEqual(['en/a.pdf']);
    oracle.judge(read('en/a.pdf', { text: 'hello x y 1', tables: [[['x', 'y'], ['1', '']]] })); // prettier-ignore
    expect(oracle.figures()).toMatchObject({
      tokenRecall: 0.8,
      tokenPrecision: 1,
      tableRecall: 0.5,
      tablePrecision: 1,
    });
    rmSync(path.join(folder, 'en'), { recursive: true });
    const apart = write({
      'docx/sources/b.docx': '',
      'docx/groundtruth/b.docx.md': 'x',
      'c.pdf': '',
      'expected_outputs/c.md': 'y',
    });
    expect(documentsOf(apart, oraclesOf(apart))).toEqual(['c.pdf', 'docx/sources/b.docx']);
  });
});
