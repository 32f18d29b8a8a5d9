import type { AnswerRun } from '../answer-run.js';
import type { Draft } from '../draft.js';
import { phrasesOf } from '../phrases.js';
import { citationOf } from './quote-draft.js';
import type { Ranked } from './quote-sentences.js';

const NEAREST = 3;

/** Nothing supports an answer: says so, shows the nearest passages and what would help. */
export function declined(run: AnswerRun, ranked: readonly Ranked[], confidence: number): Draft {
  const say = phrasesOf(run.language);
  const nearest = nearestOf(ranked).map(({ candidate }, i) =>
    citationOf(run, { candidate, start: candidate.start, end: candidate.end, text: candidate.text }, i + 1),
  );
  const sentences = nearest.length ? [say.nothingFound, say.wouldHelp] : [say.nothingReadable];
  return {
    finishReason: 'declined',
    blocks: sentences.map((text) => ({ kind: 'paragraph', text, citations: [], supported: null })),
    citations: [],
    nearest,
    conflicts: [],
    support: { sentences: 0, supported: 0, confidence },
    usedChunks: [],
  };
}

/** The best sentence of each of the first passages. */
function nearestOf(ranked: readonly Ranked[]): Ranked[] {
  const best = new Map<unknown, Ranked>();
  for (const one of ranked) if (!best.has(one.candidate.passage)) best.set(one.candidate.passage, one);
  return [...best.values()].slice(0, NEAREST);
}
