import type { Block, BlockKind } from './block.js';
import { rowText } from './block.js';
import { chunk, DEFAULT_CHUNKING, type Chunk, type ChunkOptions } from './chunker.js';
import { estimateTokens } from './tokens.js';

type Draft = { kind: BlockKind; text?: string; level?: number; cells?: string[]; header?: string[] };

function blocksOf(drafts: Draft[]): Block[] {
  return drafts.map((draft, ordinal) => ({
    ...draft,
    ordinal,
    text: draft.text ?? rowText(draft.cells ?? []),
    anchor: { kind: 'paragraph', index: ordinal + 1 },
  }));
}

async function chunksOf(drafts: Draft[], options?: Partial<ChunkOptions>): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for await (const one of chunk(blocksOf(drafts), options)) chunks.push(one);
  return chunks;
}

const heading = (level: number, text: string): Draft => ({ kind: 'heading', level, text });
const prose = (sentences: number, word = 'policy'): Draft => ({
  kind: 'paragraph',
  text: Array.from(
    { length: sentences },
    (_, i) => `This is sentence number ${i} of a longer ${word} text.`,
  ).join(' '),
});

describe('chunk', () => {
  it('puts the headings above into the path and keeps them out of the text', async () => {
    const chunks = await chunksOf([
      heading(1, 'Handbook'),
      heading(2, 'Leave'),
      prose(8),
      heading(2, 'Travel'),
      prose(8),
    ]);
    expect(chunks.map(({ heading: path, fromOrdinal, toOrdinal }) => [path, fromOrdinal, toOrdinal])).toEqual(
      [
        ['Handbook > Leave', 1, 2],
        ['Handbook > Travel', 3, 4],
      ],
    );
    expect(chunks[0]!.text).toBe(prose(8).text);
  });

  it('starts every path with the title, once', async () => {
    const chunks = await chunksOf([heading(1, 'Rules'), prose(6)], { title: 'Rules' });
    expect(chunks[0]!.heading).toBe('Rules');
    expect((await chunksOf([heading(1, 'A'), prose(6)], { title: 'Rules' }))[0]!.heading).toBe('Rules > A');
  });

  it('joins small sections beside each other and shows their headings in the text', async () => {
    const chunks = await chunksOf([
      heading(1, 'FAQ'),
      heading(2, 'When?'),
      { kind: 'paragraph', text: 'Now.' },
      heading(2, 'Where?'),
      { kind: 'paragraph', text: 'Here.' },
    ]);
    expect(chunks).toHaveLength(1);
    expect(chunks[0]).toMatchObject({ heading: 'FAQ', text: 'When?\nNow.\nWhere?\nHere.' });
  });

  it('does not leave a few words before the first heading alone', async () => {
    const chunks = await chunksOf([
      { kind: 'paragraph', text: 'Acme Ltd' },
      heading(1, 'Handbook'),
      prose(5),
    ]);
    expect(chunks.map((one) => one.text.split('\n').slice(0, 2))).toEqual([['Acme Ltd', 'Handbook']]);
  });

  it('keeps headings that only lead to others, in the path or in the text', async () => {
    const chunks = await chunksOf([
      heading(1, 'FAQ'),
      { kind: 'paragraph', text: 'Short.' },
      heading(2, 'Pumps'),
      heading(3, 'Why?'),
      prose(8),
    ]);
    expect(chunks).toHaveLength(1);
    const apart = await chunksOf([
      heading(1, 'FAQ'),
      prose(8),
      heading(2, 'Pumps'),
      heading(3, 'Why?'),
      prose(8),
    ]);
    expect(apart.map((one) => one.heading)).toEqual(['FAQ', 'FAQ > Pumps > Why?']);
    expect(apart.some((one) => one.text.includes('Pumps'))).toBe(false);
    expect(chunks[0]!.text).toBe(`FAQ\nShort.\nPumps\nWhy?\n${prose(8).text}`);
  });

  it('loses no heading, even one with nothing below it', async () => {
    const chunks = await chunksOf([heading(1, 'Only a title')]);
    expect(chunks).toMatchObject([{ text: 'Only a title', heading: '' }]);
  });

  it('divides long text between sentences, near the target', async () => {
    const chunks = await chunksOf([prose(120)]);
    expect(chunks.length).toBeGreaterThan(5);
    for (const one of chunks.slice(0, -1)) {
      expect(one.text).toMatch(/text\.$/);
      expect(estimateTokens(one.text)).toBeGreaterThan(DEFAULT_CHUNKING.targetTokens * 0.7);
    }
  });

  it('does not part a sentence that announces a list from the list', async () => {
    const chunks = await chunksOf([
      prose(12),
      { kind: 'paragraph', text: 'You need all of the following:' },
      ...Array.from({ length: 12 }, (_, i): Draft => ({
        kind: 'list-item',
        level: 1,
        text: `Document number ${i} with signature`,
      })),
    ]);
    expect(chunks.every((one) => !one.text.endsWith(':'))).toBe(true);
  });

  it('repeats the header of a table before the rows of each chunk, without a span', async () => {
    const header = ['Item', 'Price', 'Supplier'];
    const rows = Array.from({ length: 60 }, (_, i): Draft => ({
      kind: 'table-row',
      cells: [`Thing ${i}x`, `${i}.50`, 'Acme'],
      header,
    }));
    const chunks = await chunksOf([{ kind: 'table-row', cells: header }, ...rows]);
    expect(chunks.length).toBeGreaterThan(2);
    for (const one of chunks) expect(one.text.startsWith('Item | Price | Supplier\nThing ')).toBe(true);
    expect(chunks[1]!.spans[0]).toMatchObject({ start: 'Item | Price | Supplier\n'.length, blockStart: 0 });
    expect(chunks[0]!.spans[0]).toMatchObject({ blockOrdinal: 0, start: 0 });
    const all = chunks.map((one) => one.text).join('\n');
    for (const row of rows) expect(all.split(`${rowText(row.cells!)}`)).toHaveLength(2);
  });

  it('does not repeat the header for a row that leaves columns out', async () => {
    const header = ['A', 'B', 'C'];
    const chunks = await chunksOf([
      { kind: 'table-row', cells: header },
      { kind: 'table-row', cells: ['1', '2', '3'], header },
      { kind: 'table-row', cells: ['5', '6'], header: ['B', 'C'] },
    ]);
    expect(chunks[0]!.text).toBe('A | B | C\n1 | 2 | 3\n5 | 6');
  });

  it('counts Chinese characters and knows their share', async () => {
    const text = '员工每年享有十五天带薪年假，须提前两周申请。'.repeat(40);
    const chunks = await chunksOf([{ kind: 'paragraph', text }]);
    expect(chunks.length).toBeGreaterThan(3);
    for (const one of chunks) {
      expect(one.text.length).toBeLessThanOrEqual(256);
      expect(one.text.endsWith('。')).toBe(true);
      expect(one.hanShare).toBe(1);
    }
    expect((await chunksOf([{ kind: 'paragraph', text: 'abc 中' }]))[0]!.hanShare).toBe(0.25);
  });

  it('gives the same hash for the same text under the same headings only', async () => {
    const hash = async (path: string, text: string) =>
      (await chunksOf([heading(1, path), { kind: 'paragraph', text }]))[0]!.contentHash;
    expect(await hash('A', 'x')).toBe(await hash('A', 'x'));
    expect(await hash('A', 'x')).not.toBe(await hash('B', 'x'));
    expect(await hash('A', 'x')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('holds little more than one chunk of a table without end', async () => {
    let read = 0;
    const header = ['Number', 'Text'];
    function* endless(): Generator<Block> {
      for (;;) {
        read++;
        yield {
          ordinal: read - 1,
          kind: 'table-row',
          cells: [`${read}`, 'value'],
          header,
          text: `${read} | value`,
          anchor: { kind: 'cells', sheet: 'S', range: `A${read}:B${read}` },
        };
      }
    }
    let given = 0;
    for await (const one of chunk(endless())) {
      given += one.spans.length;
      expect(read - given).toBeLessThan(200);
      if (given > 5000) break;
    }
    expect(given).toBeGreaterThan(5000);
  });
});

/** A small generator of pseudo-random numbers, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomBlocks(seed: number): Block[] {
  const next = random(seed);
  const word = (): string =>
    [
      'leave',
      'policy',
      '假期',
      'e.g.',
      'Dr. Who',
      '3.14',
      'supercalifragilistic',
      '员工须知。',
      'end.',
      'a:',
      '😀',
    ][next(11)]!;
  const words = (count: number): string => Array.from({ length: count }, word).join(' ').trim();
  const drafts: Draft[] = [];
  for (let i = 0; i < 40; i++) {
    const kind = next(10);
    if (kind < 2) drafts.push(heading(1 + next(4), `${words(1 + next(2))} ${i}`));
    else if (kind < 6) drafts.push({ kind: 'paragraph', text: words(1 + next(next(8) === 0 ? 600 : 60)) });
    else if (kind < 7) drafts.push({ kind: 'code', text: 'x'.repeat(1 + next(3000)) });
    else if (kind < 8) drafts.push({ kind: 'list-item', level: 1, text: words(1 + next(30)) });
    else {
      const header = Array.from({ length: 2 + next(next(5) === 0 ? 60 : 4) }, (_, at) => `Column ${at}`);
      drafts.push({ kind: 'table-row', cells: header });
      for (let row = 0; row < next(30); row++)
        drafts.push({ kind: 'table-row', header, cells: header.map(() => words(1 + next(4))) });
    }
  }
  return blocksOf(drafts);
}

describe('chunk, for any document', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'keeps its promises with seed %d',
    async (seed) => {
      const blocks = randomBlocks(seed);
      const chunks: Chunk[] = [];
      for await (const one of chunk(blocks, { title: 'T' })) chunks.push(one);
      const covered = new Map<number, string>();
      for (const [i, one] of chunks.entries()) {
        expect(one.ordinal).toBe(i);
        expect(estimateTokens(one.text) + estimateTokens(one.heading)).toBeLessThanOrEqual(
          DEFAULT_CHUNKING.maxTokens * 1.1,
        );
        for (const { blockOrdinal, start, end, blockStart } of one.spans) {
          const piece = one.text.slice(start, end);
          expect(piece).toBe(blocks[blockOrdinal]!.text.slice(blockStart, blockStart + end - start));
          expect(blockOrdinal).toBeGreaterThanOrEqual(one.fromOrdinal);
          expect(blockOrdinal).toBeLessThanOrEqual(one.toOrdinal);
          covered.set(blockOrdinal, (covered.get(blockOrdinal) ?? '') + piece);
        }
      }
      const bare = (text: string): string => text.replace(/[\s|]+/g, '');
      const shown = chunks.map((one) => one.heading).join('\n');
      for (const block of blocks) {
        const text = covered.get(block.ordinal) ?? '';
        if (block.kind === 'heading')
          expect(text === block.text || shown.includes(block.text.slice(0, 60))).toBe(true);
        else expect(bare(text)).toBe(bare(block.text));
      }
    },
  );
});
