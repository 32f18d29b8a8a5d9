import type { Anchor, Block, BlockKind } from '../block.js';
import { rowText } from '../block.js';
import { type Citation } from './highlight.js';
import { type ViewPage, drawPage } from './page.js';

let ordinal = 0;
const block = (kind: BlockKind, text: string, anchor: Anchor, more: Partial<Block> = {}): Block => ({
  ordinal: ordinal++,
  kind,
  text,
  anchor,
  ...more,
});
const row = (cells: string[], anchor: Anchor, header?: string[]): Block =>
  block('table-row', rowText(cells), anchor, { cells, ...(header && { header }) });
const paragraph = (index: number): Anchor => ({ kind: 'paragraph', index });
const cells = (range: string): Anchor => ({ kind: 'cells', sheet: 'Costs', range });

const page = (blocks: Block[], more: Partial<ViewPage> = {}): string =>
  drawPage({
    title: 'A document',
    language: 'en',
    blocks,
    total: blocks.length,
    citation: null,
    version: { number: 1, isCurrent: true, currentNumber: 1 },
    earlier: null,
    later: null,
    locale: 'en',
    theme: 'light',
    nonce: 'n0nce',
    ...more,
  });

const bodyOf = (html: string): string => html.slice(html.indexOf('<body>'));
const marksOf = (html: string): string[] =>
  [...html.matchAll(/<mark[^>]*>([^<]*)<\/mark>/g)].map((match) => match[1]!);

beforeEach(() => {
  ordinal = 0;
});

it('marks exactly the cited words, wherever they begin and end, with one id', () => {
  const blocks = [
    block('heading', 'Leave', paragraph(1)),
    block('paragraph', 'Everybody has 25 days.', paragraph(2)),
    row(['Site', 'Days'], paragraph(3)),
    row(['Bern', '', '25'], paragraph(4), ['Site', 'Days', '']),
    block('list-item', 'Five carry over', paragraph(5), { level: 2 }),
    block('code', 'days = 25', paragraph(6)),
  ];
  for (let seed = 0; seed < 400; seed++) {
    const from = seed % blocks.length;
    const to = Math.min(blocks.length - 1, from + (seed % 4));
    const start = (seed * 7) % blocks[from]!.text.length;
    const end = Math.max(from === to ? start + 1 : 1, (seed * 11) % (blocks[to]!.text.length + 1));
    const citation: Citation = { from, to, start, end };
    const html = page(blocks, { citation });
    const expected = blocks
      .slice(from, to + 1)
      .map(({ text, ordinal: at }) => {
        const inCells = text.replaceAll(' | ', '\u0001\u0001\u0001'); // what stands between cells is not drawn
        return inCells.slice(at === from ? start : 0, at === to ? end : text.length);
      })
      .join('')
      .replaceAll('\u0001', '');
    const seen = marksOf(html).join('');
    expect(seen).toBe(expected);
    expect(html.match(/id="hit"/g)?.length ?? 0).toBe(seen ? 1 : 0);
  }
});

it('marks a whole block when no words are named, and nothing without a citation', () => {
  const blocks = [block('paragraph', 'One', paragraph(1)), block('paragraph', 'Two', paragraph(2))];
  expect(marksOf(page(blocks, { citation: { from: 1, to: 1 } }))).toEqual(['Two']);
  expect(marksOf(page(blocks, { citation: { from: 0, to: 1, start: 99, end: 99 } }))).toEqual(['Two']);
  expect(marksOf(page(blocks))).toEqual([]);
});

it('escapes every text that a document can carry', () => {
  const evil = `"><script>alert('x')</script><img src=x onerror=y>&amp;`;
  const blocks = [
    ...(['heading', 'paragraph', 'list-item', 'note', 'code', 'mail-part'] as const).map((kind, i) => block(kind, evil, paragraph(i + 1))), // prettier-ignore
    row([evil, evil], { kind: 'cells', sheet: evil, range: evil }, [evil, evil]),
    block('slide', evil, { kind: 'slide', slide: 1, part: 'notes', index: 1 }),
    block('mail-part', `${evil}: ${evil}`, { kind: 'mail', part: 'header', index: 1 }),
    block('paragraph', evil, { kind: 'mail', part: evil, index: 1 }),
  ];
  const citation = { from: 0, to: blocks.length - 1, start: 3, end: 9 };
  const html = page(blocks, { title: evil, citation, earlier: `/x?${evil}`, later: null });
  expect(html).not.toMatch(/<(script|img)/);
  expect(html.match(/<style/g)).toHaveLength(1);
  const attributes = [...html.matchAll(/<(?!!)[a-z0-9]+((?:\s+[a-z-]+="[^"<>]*")*)\s*\/?>/gi)];
  const tags = [...html.matchAll(/<[a-z][^]*?>/gi)];
  expect(attributes).toHaveLength(tags.length); // nothing stands outside a quoted attribute
});

it('draws a sheet with column letters, row numbers and the header row frozen', () => {
  const html = bodyOf(
    page([
      block('heading', 'Costs', cells('A1'), { level: 1 }),
      row(['Budget 2027'], cells('B2')),
      row(['Item', 'Cost'], cells('B4:C4')),
      row(['Rent', '1,200.50'], cells('B5:C5'), ['Item', 'Cost']),
      row(['Late', '(3.5%)'], cells('C6:D6'), ['Cost', '']),
    ]),
  );
  expect([...html.matchAll(/class="letter">([A-Z]+)</g)].map((match) => match[1])).toEqual(['B', 'C', 'D']);
  expect([...html.matchAll(/class="number">(\d+)</g)].map((match) => match[1])).toEqual(['2', '4', '5', '6']);
  expect(html).toMatch(/<tr class="wide[^]{0,80}colspan="3"[^>]*>Budget 2027/);
  expect(html).toMatch(/<tr class="frozen[^]{0,80}Item/);
  expect(html).toMatch(/<td class="n"[^>]*>1,200.50/);
  expect(html).toMatch(/<td class="" dir="auto"><\/td><td class="s" dir="auto">Late/); // stands in column C
});

it('names the columns of a part that begins below the header', () => {
  const html = page([row(['Rent', '1'], cells('A500:B500'), ['Item', 'Cost'])], { earlier: '/e?a=1&b=2' });
  expect(html).toMatch(/<tr class="names">[^]*Item[^]*Cost/);
  expect(html).toContain('href="/e?a=1&amp;b=2"');
});

it('draws slides as cards with notes, pages with numbers, mails with their header', () => {
  const slide = (part: 'body' | 'notes', index: number): Anchor => ({ kind: 'slide', slide: 3, part, index });
  const html = page(
    [
      block('heading', 'Plan', slide('body', 1)),
      block('note', 'Say it slowly', slide('notes', 1)),
      block('paragraph', 'Text', { kind: 'page', page: 7, box: [0, 0, 1, 1] }),
      block('heading', 'Subject', { kind: 'mail', part: 'header', index: 1 }),
      block('mail-part', 'From: Ada <ada@example.org>', { kind: 'mail', part: 'header', index: 2 }),
      block('paragraph', 'Inside', { kind: 'mail', part: 'plan.docx', index: 1 }),
    ],
    { locale: 'zh', citation: { from: 4, to: 4, start: 0, end: 9 } },
  );
  for (const text of ['第 3 张幻灯片', '演讲者备注', 'Say it slowly', '第 7 页', '附件：plan.docx']) expect(html).toContain(text); // prettier-ignore
  expect(html).toMatch(/<th scope="row">From<\/th>\s*<td dir="auto"><mark id="hit">Ada<\/mark> &lt;ada@/);
});

it('says that an older version is shown, and only then', () => {
  const note = (version: ViewPage['version'], locale: 'en' | 'zh' = 'en') => /role="note">([^<]*)</.exec(page([], { version, locale }))?.[1]; // prettier-ignore
  expect(note({ number: 1, isCurrent: true, currentNumber: 1 })).toBeUndefined();
  expect(note({ number: 1, isCurrent: false, currentNumber: 3 })).toContain('changed since');
  expect(note({ number: 1, isCurrent: false, currentNumber: 3 }, 'zh')).toContain('第 3 版');
});
