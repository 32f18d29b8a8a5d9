import { dateKeys, termsOf } from '../../safety/index.js';
import type { Candidate } from './candidate.js';
import { chooseCells } from './cell-choice.js';
import { askedOf, holdsAsked } from './asked.js';
import type { Question } from './question.js';
import type { Ranked } from './quote-sentences.js';

/** How many of the best candidates may be the row. */
const CONSIDERED = 40;
/** What a value of the asked kind in the chosen cells adds to the share of the question that a row explains. */
const KIND = 0.15;
/** What is lost where another row of its table fits as well: which of them is meant cannot be told. */
const AMBIGUOUS = 0.12;
/** What another table says of the same key counts less than the row's own words. */
const LINKED = 0.7;
/** The ranking's best row stays, unless another fits better by this. */
const LEAST_GAIN = 0.05;

/**
 * The row that a question over tables is about. An entity may stand on several sheets: the row is taken whose cells,
 * sheet and chosen columns explain most of the question together, and that alone in its table does so.
 */
export function chooseRow(question: Question, ranked: readonly Ranked[]): Ranked | undefined {
  const rows = ranked.slice(0, CONSIDERED).filter(({ candidate }) => isRow(candidate));
  const [first] = rows;
  if (!first || rows.length === 1) return first;
  const readings = rows.map((one) => readRow(question, one));
  const total = question.terms.length || 1;
  const explained = readings.map((reading) => {
    const linked = linkedTerms(reading, readings);
    const sum = question.terms.reduce((all, term) => {
      if (reading.own.has(term)) return all + 1;
      return linked.has(term) ? all + LINKED : all;
    }, 0);
    return sum / total + (reading.holdsKind ? KIND : 0);
  });
  const fits = readings.map(
    (reading, i) => explained[i]! - (isAmbiguous(reading, i, readings, explained) ? AMBIGUOUS : 0),
  );
  const best = fits.reduce((winner, fit, i) => (fit > fits[winner]! ? i : winner), 0);
  return fits[best]! >= fits[0]! + LEAST_GAIN ? rows[best] : first;
}

const isRow = ({ block }: Candidate): boolean =>
  block.kind === 'table-row' && block.cells !== undefined && block.header !== undefined;

interface RowReading {
  candidate: Candidate;
  table: string;
  /** Terms of its cells, its sheet and title, and the headers of the cells that would be shown. */
  own: ReadonlySet<string>;
  cellTerms: ReadonlySet<string>;
  keys: readonly string[];
  shown: string;
  holdsKind: boolean;
}

function readRow(question: Question, { candidate }: Ranked): RowReading {
  const { block, passage } = candidate;
  const cells = block.cells!;
  const columns = chooseCells(question, candidate);
  const headers = columns.map((i) => block.header?.[i] ?? '');
  const shown = columns.map((i) => `${block.header?.[i] ?? ''} ${cells[i]!}`).join('\n');
  const sheet = block.anchor.kind === 'cells' ? block.anchor.sheet : '';
  const cellTerms = new Set([...termsOf(cells.join('\n')), ...cells.flatMap((cell) => dateKeys(cell))]);
  const around = termsOf([sheet, passage.title, passage.heading, ...headers].join('\n'));
  return {
    candidate,
    table: `${passage.versionId} ${sheet} ${block.header!.join('|')}`,
    own: new Set([...cellTerms, ...around]),
    cellTerms,
    keys: cells.filter(isKey),
    shown,
    holdsKind: holdsAsked(question, askedOf(question), shown),
  };
}

/** A code such as AC-02, TB-2207 or 1400 that can stand for the same thing in two tables. */
const isKey = (cell: string): boolean =>
  /^(?=.*\d)[\p{Lu}\d][\p{L}\d/.-]{2,15}$/u.test(cell) && !/^\d{1,2}[.,]\d/.test(cell);

/** What rows of other tables of the same document call this row's key; days and amounts are theirs alone. */
function linkedTerms(reading: RowReading, all: readonly RowReading[]): ReadonlySet<string> {
  const linked = all.filter(
    (other) =>
      other.table !== reading.table &&
      other.candidate.passage.versionId === reading.candidate.passage.versionId &&
      other.keys.some((key) => /\p{L}/u.test(key) && reading.keys.includes(key)),
  );
  return new Set(linked.flatMap(({ cellTerms }) => [...cellTerms].filter((term) => !/\d/.test(term))));
}

/** Another row of the same table explains as much and would show something else. */
const isAmbiguous = (
  { table, shown }: RowReading,
  place: number,
  readings: readonly RowReading[],
  explained: readonly number[],
): boolean =>
  readings.some(
    (other, i) =>
      i !== place &&
      other.table === table &&
      other.shown !== shown &&
      explained[i]! >= explained[place]! - 0.01,
  );
