import { words } from '../../support/text-scores.js';
import type { FindOracle } from './oracle.js';
import { TokenScore } from './token-score.js';

const NAME = '_poppler_text.jsonl';

/** What another reader of PDF files, poppler, read. */
export const readerText: FindOracle = (set) => {
  if (!set.has(NAME)) return null;
  const texts = new Map(
    set.jsonLines<{ file: string; text?: string }>(NAME).map(({ file, text = '' }) => [file, text]),
  );
  const score = new TokenScore();
  return {
    references: [NAME],
    holdsText: (file) => (texts.has(file) ? words(texts.get(file)!).length > 0 : undefined),
    judge: ({ file, text }) => score.add(file, texts.get(file) ?? '', text),
    shareOf: (file) => score.shareOf(file),
    figures: () => score.figures(),
  };
};
