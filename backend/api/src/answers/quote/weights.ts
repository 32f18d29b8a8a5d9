import type { Features } from './features.js';

/**
 * Fitted as a softmax over the sentences of the first eight passages (listwise likelihood of those that hold a gold
 * answer) on the even halves (md5 of the document) of DRCD, DRCD without titles, TAT-QA's text questions and CLAPNQ.
 * Nothing that is reported on (XQuAD, CMRC) was looked at for it; see DESIGN.md, "Ranking of sentences".
 */
export const lexicalWeights: Partial<Features> = {
  coverage: 1.803,
  soft: 3.918,
  focus: 1.717,
  pairs: 2.198,
  run: -0.552,
  sequence: 0.985,
  words: 2.351,
  clause: 0.92,
  context: 4.179,
  passage: 2.519,
  rank: 3.714,
  rarest: -0.595,
  names: 0.129,
  numbers: 0.53,
  expected: 1.838,
  expectedNear: -0.302,
  fresh: -0.915,
  length: -0.068,
  short: -0.326,
  question: -0.209,
  first: 0.517,
};

/** The same, rescaled beside the embedder's cosine, which was fitted on the English sets alone. */
export const semanticWeights: Partial<Features> = {
  coverage: 1.262,
  soft: 2.743,
  focus: 1.202,
  pairs: 1.539,
  run: -0.386,
  sequence: 0.69,
  words: 1.646,
  clause: 0.644,
  context: 2.925,
  passage: 1.763,
  rank: 2.6,
  rarest: -0.416,
  names: 0.09,
  numbers: 0.371,
  expected: 1.287,
  expectedNear: -0.211,
  fresh: -0.64,
  length: -0.048,
  short: -0.228,
  question: -0.146,
  first: 0.362,
  semantic: 3,
};
