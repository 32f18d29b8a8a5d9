import type { Features } from './features.js';

/**
 * Fitted as a softmax over the sentences of the first eight passages (listwise likelihood of those that hold a gold
 * answer) on the even halves (md5 of the document) of DRCD, DRCD without titles, TAT-QA's text questions and CLAPNQ.
 * Nothing that is reported on (XQuAD, CMRC) was looked at for it; see DESIGN.md, "Ranking of sentences".
 */
export const lexicalWeights: Partial<Features> = {
  coverage: 1.913,
  soft: 4.013,
  focus: 1.763,
  pairs: 2.13,
  run: -0.527,
  sequence: 0.936,
  words: 2.399,
  clause: 0.994,
  context: 4.129,
  passage: 2.579,
  rank: 3.721,
  rarest: -0.521,
  names: 0.253,
  numbers: 0.664,
  expected: 1.485,
  expectedNear: 0.036,
  fresh: -0.898,
  length: -0.028,
  short: -0.312,
  question: -0.19,
  first: 0.54,
};

/** The same, rescaled beside the embedder's cosine, which was fitted on the English sets alone. */
export const semanticWeights: Partial<Features> = {
  coverage: 1.339,
  soft: 2.809,
  focus: 1.234,
  pairs: 1.491,
  run: -0.369,
  sequence: 0.655,
  words: 1.679,
  clause: 0.696,
  context: 2.89,
  passage: 1.805,
  rank: 2.605,
  rarest: -0.365,
  names: 0.177,
  numbers: 0.465,
  expected: 1.04,
  expectedNear: 0.025,
  fresh: -0.629,
  length: -0.02,
  short: -0.218,
  question: -0.133,
  first: 0.378,
  semantic: 3,
};
