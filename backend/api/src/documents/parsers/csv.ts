import { parse as createParser } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import { tidy } from './plain-text.js';
import type { Parser } from './parser.js';
import { decodeText } from './text-decoding.js';
import { SheetBlocks } from './xlsx/sheet-blocks.js';

const SLICE = 256 * 1024;

/** A CSV file is a workbook of one sheet, named as the file. */
export const csvParser: Parser = {
  format: 'csv',
  async *parse(bytes, context) {
    const { text, encoding } = decodeText(bytes);
    const delimiter = detectDelimiter(text);
    const blocks = new SheetBlocks(sheetName(context.fileName), { merged: [] }, []);
    let number = 0;
    let read = 0;
    for await (const record of records(text, delimiter, (position) => (read = position))) {
      number++;
      const cells = new Map<number, string>();
      for (const [column, value] of record.entries()) {
        const cell = tidy(value).replace(/\n/g, ' ');
        if (cell !== '') cells.set(column, cell);
      }
      if (cells.size > 0) yield* blocks.row({ number, cells });
      if (number % 500 === 0) context.progress(read / text.length);
    }
    yield* blocks.end();
    return { meta: { encoding, delimiter: delimiter === '\t' ? 'tab' : delimiter } };
  },
};

function sheetName(fileName: string): string {
  return fileName.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
}

const OPTIONS = { relax_quotes: true, relax_column_count: true, bom: true, skip_empty_lines: false } as const;

async function* records(
  text: string,
  delimiter: string,
  at: (position: number) => void,
): AsyncGenerator<string[]> {
  const parser = createParser({ ...OPTIONS, delimiter });
  const feed = async (): Promise<void> => {
    for (let start = 0; start < text.length; start += SLICE) {
      at(start);
      if (!parser.write(text.slice(start, start + SLICE)))
        await new Promise((resolve) => parser.once('drain', resolve));
    }
    parser.end();
  };
  void feed();
  yield* parser as AsyncIterable<string[]>;
}

const DELIMITERS = [',', ';', '\t', '|'];
const SAMPLE = 32 * 1024;

/** The delimiter that divides the first lines most evenly into most columns. */
export function detectDelimiter(text: string): string {
  const cut = text.slice(0, SAMPLE);
  const sample = text.length > SAMPLE ? cut.slice(0, cut.lastIndexOf('\n') + 1) || cut : cut;
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = evenness(sample, delimiter);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

function evenness(sample: string, delimiter: string): number {
  const widths = sampleWidths(sample, delimiter);
  if (widths.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [width, count] = [...counts].reduce((most, one) => (one[1] > most[1] ? one : most));
  return width > 1 ? (count / widths.length) * (1 + Math.log2(width) / 4) : 0;
}

function sampleWidths(sample: string, delimiter: string): number[] {
  try {
    const rows = parseSync(sample, { ...OPTIONS, delimiter, to: 60 }) as string[][];
    return rows.filter((row) => row.some(Boolean)).map((row) => row.length);
  } catch {
    return [];
  }
}
