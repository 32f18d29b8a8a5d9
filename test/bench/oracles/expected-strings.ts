import { Share, bare } from '../../support/text-scores.js';
import { withoutForm } from './markdown.js';
import type { FindOracle } from './oracle.js';

interface Row {
  filename: string;
  must_include: string[];
  must_not_include: string[];
}

const NAME = '_expected_strings.jsonl';

/**
 * Strings that a reader must or must not give. They were written for Markdown: link targets, fences, table rules and
 * pictures as data are form and not asked for; of the rest the text counts.
 */
export const expectedStrings: FindOracle = (set) => {
  if (!set.has(NAME)) return null;
  const wanted = new Map<string, Set<string>>();
  const unwanted = new Map<string, Set<string>>();
  for (const row of set.jsonLines<Row>(NAME)) {
    collect(wanted, row.filename, row.must_include.map(withoutForm));
    collect(
      unwanted,
      row.filename,
      row.must_not_include.filter((text) => withoutForm(text) === text),
    );
  }
  const share = new Share();
  const shares = new Map<string, number>();
  return {
    references: [NAME],
    holdsText: (file) => (wanted.has(file) ? true : undefined),
    judge({ file, text, failure }) {
      const whole = bare(text);
      const present = [...(wanted.get(file) ?? [])];
      const absent = failure ? [] : [...(unwanted.get(file) ?? [])];
      const hits =
        present.filter((one) => whole.includes(one)).length +
        absent.filter((one) => !whole.includes(one)).length;
      const all = present.length + absent.length;
      share.add(hits, all);
      if (all) shares.set(file, hits / all);
    },
    shareOf: (file) => shares.get(file),
    figures: (): Record<string, number> => (share.empty ? {} : { strings: share.micro }),
  };
};

function collect(into: Map<string, Set<string>>, file: string, strings: string[]): void {
  const known = into.get(file) ?? new Set<string>();
  for (const one of strings.map(bare).filter(Boolean)) known.add(one);
  into.set(file, known);
}
