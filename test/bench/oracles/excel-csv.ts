import fs from 'node:fs';
import { Share, bare } from '../../support/text-scores.js';
import { decodings, readCsv } from './csv.js';
import type { Grid } from './markdown.js';
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
 * equal when the cell at its own address holds exactly its text, white space aside.
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
    holdsText: (file) => (csvOf.has(file) ? holdsCells(set, csvOf.get(file)!) : undefined),
    judge({ file, text, sheets }) {
      const names = sheetNames(set, file);
      const whole = bare(text);
      const sum = { all: 0, equal: 0, found: 0 };
      for (const [index, csv] of Object.entries(csvOf.get(file) ?? {})) {
        const { all, equal, found } = compareSheet(
          gridsOf(set, csv),
          sheets.get(names[Number(index)] ?? ''),
          whole,
        );
        [sum.all, sum.equal, sum.found] = [sum.all + all, sum.equal + equal, sum.found + found];
      }
      if (sheets.size) equal.add(sum.equal, sum.all);
      inText.add(sum.found, sum.all);
      if (sum.all) shares.set(file, sum.equal / sum.all);
    },
    shareOf: (file) => shares.get(file),
    figures: () => ({
      ...(!equal.empty && { cellsEqual: equal.micro }),
      ...(!inText.empty && { cellsFound: inText.micro }),
    }),
  };
};

type Cells = ReadonlyMap<string, string>;

interface Compared {
  all: number;
  equal: number;
  found: number;
}

/**
 * The best of what the file may say: its bytes leave the encoding open, and Excel leaves out the empty rows and columns
 * before the used range.
 */
export function compareSheet(grids: Grid[], cells: Cells = new Map(), whole: string): Compared {
  const shifts = shiftsOf(cells);
  const all = grids.flatMap((grid) => shifts.map((shift) => compare(grid, cells, shift, whole)));
  return all.reduce((best, one) => (one.equal > best.equal || one.found > best.found ? one : best));
}

interface Shift {
  rows: number;
  columns: number;
}

function shiftsOf(cells: Cells): Shift[] {
  const places = [...cells.keys()].map((key) => key.split(',').map(Number) as [number, number]);
  const rows = places.reduce((least, [row]) => Math.min(least, row), Infinity);
  const columns = places.reduce((least, [, column]) => Math.min(least, column), Infinity);
  const shifts = [{ rows: 0, columns: 0 }];
  if (places.length) shifts.push({ rows, columns: 0 }, { rows: 0, columns }, { rows, columns });
  return shifts;
}

function compare(grid: Grid, cells: Cells, { rows, columns }: Shift, whole: string): Compared {
  const result = { all: 0, equal: 0, found: 0 };
  for (const [row, values] of grid.entries()) {
    for (const [column, value] of values.entries()) {
      const wanted = oneLine(value);
      if (bare(wanted) === '') continue;
      const isEqual = isSame(wanted, oneLine(cells.get(`${row + rows},${column + columns}`) ?? ''));
      result.all++;
      if (isEqual) result.equal++;
      if (isEqual || whole.includes(bare(wanted))) result.found++;
    }
  }
  return result;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Excel writes `_` for characters that its code page lacks. */
function isSame(wanted: string, got: string): boolean {
  if (wanted === got || !wanted.includes('_')) return wanted === got;
  const [left, right] = [[...wanted], [...got]];
  return (
    left.length === right.length &&
    left.every((one, i) => one === right[i] || (one === '_' && right[i]!.codePointAt(0)! > 255))
  );
}

const gridsOf = (set: SetFiles, csv: string): Grid[] =>
  set.has(`csv/${csv}`) ? decodings(fs.readFileSync(set.path(`csv/${csv}`))).map(readCsv) : [[]];

const holdsCells = (set: SetFiles, csv: Record<string, string>): boolean =>
  Object.values(csv).some((name) =>
    gridsOf(set, name)[0]!
      .flat()
      .some((cell) => bare(cell)),
  );

/** Names of the sheets in their order, from the workbook itself. */
function sheetNames(set: SetFiles, file: string): string[] {
  const workbook = zipPart(fs.readFileSync(set.path(file)), 'xl/workbook.xml') ?? '';
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(
    ([, tag]) => attributesOf(tag!)['name'] ?? '',
  );
}
