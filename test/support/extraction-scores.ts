import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse as parseCsv } from 'csv-parse/sync';
import type { Block } from '../../backend/api/src/documents/block.js';
import { parsed, type Parsed } from './parsed-document.js';
import { bare } from './text-scores.js';

export * from './text-scores.js';

/** Reads a file of a data set; one that cannot be read has no blocks and its failure's code. */
export async function readFile(file: string): Promise<Partial<Parsed> & { blocks: Block[]; code?: string }> {
  try {
    return await parsed(readFileSync(file), path.basename(file));
  } catch (error) {
    return { blocks: [], code: (error as { code: string }).code };
  }
}

export function jsonLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export function textOf(blocks: Block[]): string {
  return blocks.map((block) => block.text).join('\n');
}

/** Non-empty cells of a CSV file that Excel saved, some in MacRoman. */
export function excelCells(file: string): string[] {
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('macintosh').decode(bytes);
  }
  const rows = parseCsv(text, { relax_quotes: true, relax_column_count: true, bom: true }) as string[][];
  return rows.flat().map(bare).filter(Boolean);
}
