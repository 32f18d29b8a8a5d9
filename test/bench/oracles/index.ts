import { excelCsv } from './excel-csv.js';
import { expectedBehaviour } from './expected-behaviour.js';
import { expectedStrings } from './expected-strings.js';
import { mailFields } from './mail-fields.js';
import { officeText } from './office-text.js';
import type { FindOracle, Oracle, SetFiles } from './oracle.js';
import { readerText } from './reader-text.js';
import { referenceMarkdown } from './reference-markdown.js';
import { tableStructure } from './table-structure.js';

const FINDERS: FindOracle[] = [
  officeText,
  readerText,
  referenceMarkdown,
  excelCsv,
  expectedStrings,
  expectedBehaviour,
  tableStructure,
  mailFields,
];

/** All that a set says about its documents. */
export const oraclesOf = (set: SetFiles): Oracle[] =>
  FINDERS.flatMap((find) => {
    const oracle = find(set);
    return oracle ? [oracle] : [];
  });

/** The documents of a set: its files without those of its oracles. */
export function documentsOf(set: SetFiles, oracles: Oracle[]): string[] {
  const references = new Set(oracles.flatMap((oracle) => oracle.references));
  return set.files.filter((file) => !references.has(file));
}

export { type Oracle, SetFiles, endingOf } from './oracle.js';
