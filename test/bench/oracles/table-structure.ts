import fs from 'node:fs';
import { Share, shared } from '../../support/text-scores.js';
import { type PlacedCell, TableScore, compareRelations, gridRelations, relationsOf } from './adjacency.js';
import { readCsv } from './csv.js';
import { endingOf, type FindOracle, type SetFiles, stemOf } from './oracle.js';
import { attributesOf, decodeEntities } from './xml-text.js';

const STRUCTURE = /-str\.xml$/;

/** Cells of the tables of PDF files: `NAME-str.xml` of the ICDAR 2013 competition, and CSV files of the same name. */
export const tableStructure: FindOracle = (set) => {
  const structures = set.files.filter((file) => STRUCTURE.test(file));
  if (structures.length === 0) return null;
  const csvFiles = set.files.filter((file) => endingOf(file) === 'csv');
  const score = new TableScore();
  const csvRecall = new Share();
  const shares = new Map<string, number>();
  const structureOf = (file: string): string | undefined =>
    structures.find((one) => one.replace(STRUCTURE, '') === stemOf(file));
  const csvOf = (file: string): string | undefined => csvFiles.find((one) => stemOf(one) === stemOf(file));
  return {
    references: [...set.files.filter((file) => endingOf(file) === 'xml'), ...csvFiles],
    holdsText: (file) => (structureOf(file) || csvOf(file) ? true : undefined),
    judge({ file, tables }) {
      const found = tables.flatMap(gridRelations);
      const [structure, csv] = [structureOf(file), csvOf(file)];
      if (structure) {
        const compared = compareRelations(readStructure(set.text(structure)), found);
        score.add(compared);
        shares.set(file, compared.hits / Math.max(compared.wanted, compared.found, 1));
      } else if (csv) {
        const wanted = gridRelations(csvGrid(set, csv));
        csvRecall.add(shared(wanted, found), wanted.length);
        shares.set(file, shared(wanted, found) / Math.max(1, wanted.length));
      }
    },
    shareOf: (file) => shares.get(file),
    figures: () => ({ ...score.figures(), ...(!csvRecall.empty && { csvTableRecall: csvRecall.macro }) }),
  };
};

const csvGrid = (set: SetFiles, file: string): string[][] => readCsv(fs.readFileSync(set.path(file), 'utf8'));

/** Relations of all tables of one competition file; the parts of a table that goes on over pages are read apart. */
export function readStructure(xml: string): string[] {
  const regions = xml.split(/<region\b/).slice(1);
  return regions.flatMap((region) => relationsOf([...region.matchAll(CELL)].map(toCell)));
}

const CELL = /<cell\b([^>]*)>([^]*?)<\/cell>/g;

function toCell([, tag, inner]: RegExpMatchArray): PlacedCell {
  const attributes = attributesOf(tag!);
  const number = (name: string, otherwise: string): number =>
    Number(attributes[name] ?? attributes[otherwise] ?? 0);
  const content = /<content>([^]*?)<\/content>/.exec(inner!)?.[1] ?? '';
  return {
    text: decodeEntities(content.replace(/<!\[CDATA\[([^]*?)\]\]>/g, '$1')),
    row: number('start-row', 'start-row'),
    column: number('start-col', 'start-col'),
    endRow: number('end-row', 'start-row'),
    endColumn: number('end-col', 'start-col'),
  };
}
