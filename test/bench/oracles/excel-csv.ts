import fs from 'node:fs';
import { Share, bare } from '../../support/text-scores.js';
import { decodeExcelText, readCsv } from './csv.js';
import type { FindOracle, SetFiles } from './oracle.js';
import { attributesOf } from './xml-text.js';
import { zipPart } from './zip-part.js';

interface Row {
  workbook: string;
  csv: Record<string, string>;
}

const NAME = 'index.jsonl';

/**
 * What Excel itself shows: each sheet saved as CSV. A cell is found when its text stands anywhere in what was read, and
 * equal when the cell at its own address holds exactly its text.
 */
export const excelCsv: FindOracle = (set) => {
  const rows = set.has(NAME) ? set.jsonLines<Partial<Row>>(NAME) : [];
  if (rows.length === 0 || !rows.every(({ workbook, csv }) => workbook && csv)) return null;
  const csvOf = new Map((rows as Row[]).map(({ workbook, csv }) => [`workbooks/${workbook}`, csv]));
  const equal = new Share();
  const inText = new Share();
  const shares = new Map<string, number>();
  return {
    references: [NAME, ...set.files.filter((file) => file.startsWith('csv/'))],
    holdsText: (file) => (csvOf.has(file) ? truthOf(set, csvOf.get(file)!).length > 0 : undefined),
    judge({ file, text, sheets }) {
      const truth = truthOf(set, csvOf.get(file) ?? {});
      const names = sheetNames(set, file);
      const whole = bare(text);
      const right = truth.filter(
        (cell) =>
          sheets
            .get(names[cell.sheet] ?? '')
            ?.get(`${cell.row},${cell.column}`)
            ?.trim() === cell.text,
      );
      if (sheets.size) equal.add(right.length, truth.length);
      inText.add(truth.filter((cell) => whole.includes(bare(cell.text))).length, truth.length);
      if (truth.length) shares.set(file, right.length / truth.length);
    },
    shareOf: (file) => shares.get(file),
    figures: () => ({
      ...(!equal.empty && { cellsEqual: equal.micro }),
      ...(!inText.empty && { cellsFound: inText.micro }),
    }),
  };
};

interface TrueCell {
  sheet: number;
  row: number;
  column: number;
  text: string;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function truthOf(set: SetFiles, csv: Record<string, string>): TrueCell[] {
  return Object.entries(csv).flatMap(([sheet, name]) => {
    if (!set.has(`csv/${name}`)) return [];
    const grid = readCsv(decodeExcelText(fs.readFileSync(set.path(`csv/${name}`))));
    return grid.flatMap((cells, row) =>
      cells.flatMap((cell, column) => {
        const text = oneLine(cell);
        return bare(text) ? [{ sheet: Number(sheet), row, column, text }] : [];
      }),
    );
  });
}

/** Names of the sheets in their order, from the workbook itself. */
function sheetNames(set: SetFiles, file: string): string[] {
  const workbook = zipPart(fs.readFileSync(set.path(file)), 'xl/workbook.xml') ?? '';
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(
    ([, tag]) => attributesOf(tag!)['name'] ?? '',
  );
}
