import type { Features } from './features.js';

// Fitted as a softmax over the sentences of the first eight passages (listwise likelihood of those that hold a gold
// answer), on even halves (md5 of the document) alone. Nothing that is reported on (XQuAD, CMRC) was looked at for it;
// see DESIGN.md, "Ranking of sentences".

/** DRCD, with and without its titles. */
export const chineseWeights: Partial<Features> = {
  coverage: 1.471,
  soft: 4.353,
  focus: 1.502,
  pairs: 0.646,
  run: -2.008,
  sequence: 0.42,
  words: 1.716,
  characters: 3.657,
  clause: 1.605,
  context: 4.565,
  passage: 3.108,
  rank: 3.905,
  rarest: 0.541,
  names: 0.571,
  numbers: 0.529,
  expected: 1.445,
  expectedNear: 1.26,
  fresh: -0.989,
  length: -1.441,
  short: 1.307,
  first: 0.899,
};

/** DRCD both ways, TAT-QA's text questions, CLAPNQ; by words alone. */
export const englishWeights: Partial<Features> = {
  coverage: 1.087,
  soft: 2.796,
  focus: 1.561,
  pairs: 2.012,
  run: -0.392,
  sequence: 0.501,
  words: 1.802,
  characters: 3.212,
  clause: 0.479,
  context: 4.343,
  passage: 2.323,
  rank: 3.703,
  rarest: -0.873,
  names: -0.194,
  numbers: 0.484,
  expected: 1.864,
  expectedNear: -0.428,
  fresh: -0.987,
  length: -0.147,
  short: -0.425,
  question: -0.189,
  first: 0.505,
};

/** The English ones rescaled beside the embedder's cosine, which was fitted on TAT-QA and CLAPNQ. */
export const semanticWeights: Partial<Features> = {
  coverage: 0.761,
  soft: 1.957,
  focus: 1.093,
  pairs: 1.408,
  run: -0.274,
  sequence: 0.351,
  words: 1.261,
  characters: 2.248,
  clause: 0.335,
  context: 3.04,
  passage: 1.626,
  rank: 2.592,
  rarest: -0.611,
  names: -0.136,
  numbers: 0.339,
  expected: 1.305,
  expectedNear: -0.3,
  fresh: -0.691,
  length: -0.103,
  short: -0.297,
  question: -0.132,
  first: 0.353,
  semantic: 3,
};
