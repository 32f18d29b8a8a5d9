import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bare, excelCells, found, jsonLines, plainMarkdown, readFile, Share, shared, textOf, words,
} from '../../../../../test/support/extraction-scores.js'; // prettier-ignore
import { ParserPool } from '../parsing/parser-pool.js';

/** Real documents, read against what their own files or other readers say. Floors are what was measured, rounded down. */
const DATA = fileURLToPath(new URL('../../../../../../shared/data/', import.meta.url));
function onSet(name: string, test: (folder: string) => Promise<void>): void {
  const folder = path.join(DATA, name, 'A');
  if (existsSync(folder)) it(`reads ${name}`, () => test(folder), 300_000);
  else it.skip(`${name}: skipped, the shared data is not beside this checkout`, () => {});
}

interface OfficeOracle {
  file: string;
  paragraphs?: string[];
  shared_strings?: string[];
  slides?: string[][];
}

async function paragraphRecall(folder: string): Promise<Share> {
  const share = new Share();
  for (const oracle of jsonLines<OfficeOracle>(path.join(folder, '_oracle_ooxml.jsonl'))) {
    const paragraphs = oracle.paragraphs ?? oracle.shared_strings ?? oracle.slides?.flat() ?? [];
    const { blocks } = await readFile(path.join(folder, oracle.file));
    share.add(...found(paragraphs, textOf(blocks)));
  }
  return share;
}

describe('shared data', () => {
  onSet('docs_office', async (folder) => {
    const recall = await paragraphRecall(folder);
    expect(recall.micro).toBeGreaterThan(0.995);
    expect(recall.macro).toBeGreaterThan(0.985);
  });

  onSet('docs_office_zh', async (folder) => {
    const recall = await paragraphRecall(folder);
    expect(recall.micro).toBeGreaterThan(0.998);
    expect(recall.macro).toBeGreaterThan(0.998);
  });

  onSet('docs_excel_truth', async (folder) => {
    const share = new Share();
    const books = jsonLines<{ workbook: string; csv: Record<string, string> }>(
      path.join(folder, 'index.jsonl'),
    );
    for (const { workbook, csv } of books.filter((book) => /\.xls[xm]$/.test(book.workbook))) {
      const { blocks } = await readFile(path.join(folder, 'workbooks', workbook));
      const cells = new Set(blocks.flatMap((block) => block.cells ?? [block.text]).map(bare));
      const wanted = Object.values(csv).flatMap((name) => excelCells(path.join(folder, 'csv', name)));
      share.add(wanted.filter((cell) => cells.has(cell)).length, wanted.length);
    }
    expect(share.micro).toBeGreaterThan(0.94);
  });

  onSet('docs_docling', async (folder) => {
    const recall = new Share();
    for (const kind of ['csv', 'docx', 'html', 'pptx', 'xlsx']) {
      const names = readdirSync(path.join(folder, kind, 'groundtruth')).filter((name) =>
        name.endsWith('.md'),
      );
      for (const name of names) {
        const file = path.join(folder, kind, 'sources', name.replace(/\.md$/, ''));
        if (!existsSync(file)) continue;
        const wanted = words(
          plainMarkdown(readFileSync(path.join(folder, kind, 'groundtruth', name), 'utf8')),
        );
        const got = words(textOf((await readFile(file)).blocks));
        recall.add(shared(wanted, got), wanted.length);
      }
    }
    expect(recall.macro).toBeGreaterThan(0.93);
  });

  onSet('docs_pdf', async (folder) => {
    const [recall, precision] = [new Share(), new Share()];
    for (const { file, text } of jsonLines<{ file: string; text?: string }>(
      path.join(folder, '_poppler_text.jsonl'),
    )) {
      const wanted = words(text ?? '');
      const got = words(textOf((await readFile(path.join(folder, file))).blocks));
      if (wanted.length === 0) continue;
      recall.add(shared(wanted, got), wanted.length);
      precision.add(shared(wanted, got), got.length);
    }
    expect(recall.macro).toBeGreaterThan(0.97);
    expect(precision.macro).toBeGreaterThan(0.97);
  });

  onSet('docs_pdf_tables_icdar13', async (folder) => {
    const cells = new Share();
    for (const name of readdirSync(folder).filter((one) => one.endsWith('-str.xml'))) {
      const { blocks } = await readFile(path.join(folder, name.replace('-str.xml', '.pdf')));
      const neighbours = new Set(blocks.flatMap(({ cells: row = [] }) => neighboursIn(row.map(letters))));
      const wanted = icdarRows(readFileSync(path.join(folder, name), 'utf8')).flatMap(neighboursIn);
      cells.add(wanted.filter((pair) => neighbours.has(pair)).length, wanted.length);
    }
    expect(cells.micro).toBeGreaterThan(0.88);
  });

  onSet('docs_pdf_md_pairs_en_zh', async (folder) => {
    for (const language of ['en', 'zh-CN']) {
      const recall = new Share();
      for (const name of readdirSync(path.join(folder, language)).filter((one) => one.endsWith('.pdf'))) {
        const file = path.join(folder, language, name);
        const wanted = words(plainMarkdown(readFileSync(file.replace(/pdf$/, 'md'), 'utf8')));
        const { blocks, summary } = await readFile(file);
        expect(summary?.language).toBe(language.slice(0, 2));
        recall.add(shared(wanted, words(textOf(blocks))), wanted.length);
      }
      expect(recall.macro).toBeGreaterThan(0.99);
    }
  });

  onSet('docs_markitdown', async (folder) => {
    const share = new Share();
    const READABLE = /\.(docx|xlsx|pptx|pdf|html|csv)$/;
    type Vector = { filename: string; must_include: string[]; must_not_include: string[] };
    for (const vector of jsonLines<Vector>(path.join(folder, '_expected_strings.jsonl'))) {
      if (!READABLE.test(vector.filename) || !existsSync(path.join(folder, vector.filename))) continue;
      const text = bare(textOf((await readFile(path.join(folder, vector.filename))).blocks));
      const isText = (one: string): boolean => !/\]\(|\]$|^!\[|data:image|---/.test(one); // not Markdown of links and pictures
      const wanted = vector.must_include.filter(isText);
      share.add(wanted.filter((one) => text.includes(bare(one))).length, wanted.length);
    }
    expect(share.micro).toBeGreaterThan(0.95);
  });

  onSet('docs_email', async (folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    let read = 0;
    for (const name of names) {
      const { blocks, code } = await readFile(path.join(folder, name));
      if (blocks.length > 0) read++;
      else expect([name, code]).toEqual([name, /encrypted/.test(name) ? 'needs-password' : 'empty']);
    }
    expect(read).toBeGreaterThanOrEqual(names.length - 2);
  });

  onSet('docs_hostile', async (folder) => {
    const pool = new ParserPool({ maxProcesses: 1 });
    type Hostile = { file: string; kind: string };
    for (const { file, kind } of jsonLines<Hostile>(path.join(folder, '_manifest.jsonl'))) {
      const outcome = await outcomeOf(pool, path.join(folder, file));
      expect([file, EXPECTED[kind]!(file)]).toEqual([file, expect.arrayContaining([outcome])]);
    }
    expect(pool.started).toBeLessThan(10);
    pool.close();
  });
});

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Cells that stand beside each other in a row, empty ones skipped. */
function neighboursIn(row: string[]): string[] {
  const filled = row.filter(Boolean);
  return filled.slice(1).map((cell, i) => `${filled[i]}|${cell}`);
}

function icdarRows(xml: string): string[][] {
  const rows: string[][] = [];
  for (const [region] of xml.matchAll(/<region[^]*?<\/region>/g)) {
    const offset = rows.length;
    for (const [, attributes = '', content = ''] of region.matchAll(
      /<cell ([^>]*)>[^]*?<content>([^]*?)<\/content>/g,
    )) {
      const at = (name: string): number =>
        Number(new RegExp(`${name}=['"](\\d+)`).exec(attributes)?.[1] ?? 0);
      (rows[offset + at('start-row')] ??= [])[at('start-col')] = letters(content.replace(/&amp;/g, '&'));
    }
  }
  return rows.filter(Boolean).map((row) => Array.from(row, (cell) => cell ?? ''));
}

/** 'read', or the code of the failure. */
async function outcomeOf(pool: ParserPool, file: string): Promise<string> {
  try {
    for await (const block of pool.parseFile(file, path.basename(file)))
      expect(block.text).not.toContain('root:x:0');
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** What may come of each kind of hostile file. */
const EXPECTED: Record<string, (file: string) => string[]> = {
  'encrypted or protected': (file) => (file.endsWith('.7z') ? ['unsupported-format'] : ['needs-password']),
  'corrupt or malformed': () => ['read', 'damaged', 'empty', 'unsupported-format'],
  nested: () => ['read', 'empty', 'unsupported-format'],
  bomb: () => ['too-large', 'unsupported-format'],
  xxe: () => ['unsupported-format'],
  macro: () => ['read'],
  control: () => ['unsupported-format'],
};
