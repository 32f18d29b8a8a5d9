import { Share, found } from '../../support/text-scores.js';
import type { FindOracle } from './oracle.js';

interface Row {
  file: string;
  paragraphs?: string[];
  shared_strings?: string[];
  slides?: string[][];
}

const NAME = '_oracle_ooxml.jsonl';

/** Paragraphs, strings and slides straight from each Office file's own XML. */
export const officeText: FindOracle = (set) => {
  if (!set.has(NAME)) return null;
  const paragraphs = new Map(
    set
      .jsonLines<Row>(NAME)
      .map((row) => [row.file, row.paragraphs ?? row.shared_strings ?? row.slides?.flat() ?? []]),
  );
  const share = new Share();
  const shares = new Map<string, number>();
  return {
    references: [NAME],
    holdsText: (file) => {
      const [, all] = found(paragraphs.get(file) ?? [], '');
      return paragraphs.has(file) ? all > 0 : undefined;
    },
    judge({ file, text }) {
      const [hits, all] = found(paragraphs.get(file) ?? [], text);
      share.add(hits, all);
      if (all) shares.set(file, hits / all);
    },
    shareOf: (file) => shares.get(file),
    figures: (): Record<string, number> =>
      share.empty ? {} : { paragraphRecallMicro: share.micro, paragraphRecallMacro: share.macro },
  };
};
