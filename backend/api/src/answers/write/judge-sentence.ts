import { checkSupport, termsOf } from '../../safety/index.js';
import type { Candidate, QuotePassage } from '../quote/candidate.js';
import { candidatesOf } from '../quote/candidate.js';
import type { WrittenSentence } from './sentence-reader.js';

export interface Judged {
  sentence: WrittenSentence;
  /** Null where nothing is claimed (a heading). */
  supported: boolean | null;
  /** Where the support stands, best first. */
  sources: Candidate[];
}

const textOf = (passage: QuotePassage): string =>
  [passage.title, passage.heading, ...passage.blocks.map(blockText)].filter(Boolean).join('\n');

const blockText = ({ text, header, cells }: QuotePassage['blocks'][number]): string =>
  header && cells ? cells.map((cell, i) => (header[i] ? `${header[i]}: ${cell}` : cell)).join('; ') : text;

/** Checks a sentence against the passages that it names, or, where they do not support it, against each of them. */
export function judgeSentence(sentence: WrittenSentence, passages: readonly QuotePassage[]): Judged {
  if (sentence.kind === 'heading') return { sentence, supported: null, sources: [] };
  const named = sentence.cited.flatMap((n) => passages[n - 1] ?? []);
  const choices = [
    ...(named.length ? [named] : []),
    ...passages.filter((p) => !named.includes(p)).map((p) => [p]),
  ];
  const support = choices.find((choice) => checkSupport(sentence.text, choice.map(textOf)).supported);
  if (!support) return { sentence, supported: false, sources: [] };
  return { sentence, supported: true, sources: bestSources(sentence.text, support) };
}

/** Of each supporting passage the sentence or row that shares most words. */
function bestSources(text: string, passages: readonly QuotePassage[]): Candidate[] {
  const said = new Set(termsOf(text));
  const shared = (candidate: Candidate): number => {
    const terms = new Set(termsOf(`${candidate.text} ${candidate.block.header?.join(' ') ?? ''}`));
    return [...said].filter((term) => terms.has(term)).length / (1 + Math.log1p(terms.size));
  };
  return passages.flatMap((passage) => {
    const scored = candidatesOf([passage]).map((candidate) => ({ candidate, share: shared(candidate) }));
    const best = scored.sort((a, b) => b.share - a.share)[0];
    return best && best.share > 0 ? [best.candidate] : [];
  });
}
