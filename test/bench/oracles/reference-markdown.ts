import { plainMarkdown } from '../../support/text-scores.js';
import { TableScore, compareRelations, gridRelations } from './adjacency.js';
import { markdownTables } from './markdown.js';
import { endingOf, type FindOracle, type SetFiles, stemOf } from './oracle.js';
import { TokenScore } from './token-score.js';

/** Markdown that says what a document holds: in a folder of its own, or under the same name beside the document. */
export const referenceMarkdown: FindOracle = (set) => {
  const { pairs, references } = findPairs(set);
  if (pairs.size === 0) return null;
  const tokens = new TokenScore();
  const tables = new TableScore();
  return {
    references,
    holdsText: (file) => (pairs.has(file) ? set.text(pairs.get(file)!).trim() !== '' : undefined),
    judge(read) {
      const reference = pairs.get(read.file);
      if (!reference) return;
      const source = set.text(reference);
      tokens.add(read.file, plainMarkdown(source), plainMarkdown(read.text));
      const wanted = markdownTables(plainMarkdown(source)).flatMap(gridRelations);
      tables.add(compareRelations(wanted, read.tables.flatMap(gridRelations)));
    },
    shareOf: (file) => tokens.shareOf(file),
    figures: () => ({ ...tokens.figures(), ...tables.figures() }),
  };
};

/** Folder of references -> folder of the documents, seen from the first. */
const FOLDERS: [RegExp, string][] = [
  [/(^|\/)groundtruth\//, '$1sources/'],
  [/(^|\/)expected_outputs\//, '$1'],
];

function findPairs(set: SetFiles): { pairs: Map<string, string>; references: string[] } {
  const pairs = new Map<string, string>();
  const inFolders = set.files.filter((file) => FOLDERS.some(([folder]) => folder.test(file)));
  for (const reference of inFolders.filter((file) => endingOf(file) === 'md')) {
    const [folder, sources] = FOLDERS.find(([one]) => one.test(reference))!;
    const named = stemOf(reference.replace(folder, sources));
    const document = set.has(named) ? named : sameStem(set, named)[0];
    if (document) pairs.set(document, reference);
  }
  const beside = inFolders.length ? [] : set.files.filter((file) => endingOf(file) === 'md');
  const couples = beside.map((reference) => ({ reference, documents: sameStem(set, stemOf(reference)) }));
  if (!couples.every(({ documents }) => documents.length > 0)) return { pairs, references: inFolders };
  for (const { reference, documents } of couples)
    for (const document of documents) pairs.set(document, reference);
  return { pairs, references: [...inFolders, ...beside] };
}

const sameStem = (set: SetFiles, stem: string): string[] =>
  set.files.filter((file) => stemOf(file) === stem && endingOf(file) !== 'md');
