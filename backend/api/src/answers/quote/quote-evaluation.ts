import { Injectable } from '@nestjs/common';
import { splitSentences } from '../../documents/index.js';
import type { QuotePassage } from './candidate.js';
import type { Evidence } from './evidence.js';
import { readQuestion } from './question.js';
import { chooseQuotes, limitsFor } from './quote-sentences.js';
import { Quoting } from './quoting.js';

/** A question and the passages that it is asked over, best first. */
export interface EvalItem {
  id: string;
  question: string;
  passages: { title: string; text: string }[];
  /** Without the embedder, as when vectors are not there yet. */
  byWords?: boolean;
}

export interface EvalResult {
  id: string;
  language: 'en' | 'zh';
  evidence: Evidence | null;
  confidence: number;
  isDeclined: boolean;
  /** What would be quoted, also where it is declined. */
  quotes: { passage: number; text: string }[];
}

/** Quoting alone, without index and record: what the decision to decline is fitted on and measured with. */
@Injectable()
export class QuoteEvaluation {
  constructor(private readonly quoting: Quoting) {}

  async evaluate({ id, question: text, passages, byWords }: EvalItem): Promise<EvalResult> {
    const question = readQuestion(text);
    const { ranked, evidence, confidence } = await this.quoting.weigh(
      question,
      passages.map(asOpened),
      new AbortController().signal,
      byWords ? 'words' : undefined,
    );
    const quotes = chooseQuotes(question, ranked, limitsFor(question.language));
    return {
      id,
      language: question.language,
      evidence,
      confidence: confidence.probability,
      isDeclined: confidence.isDeclined,
      quotes: quotes.map(({ candidate, text: quote }) => ({ passage: candidate.passage.rank, text: quote })),
    };
  }
}

const asOpened = ({ title, text }: EvalItem['passages'][number], rank: number): QuotePassage => ({
  rank,
  documentId: String(rank),
  versionId: String(rank),
  title,
  heading: '',
  blocks: text
    .split('\n')
    .filter((line) => line.trim())
    .map((line, i) => ({
      ordinal: i,
      kind: 'paragraph',
      text: line,
      anchor: { kind: 'paragraph', index: i + 1 },
      sentences: splitSentences(line),
    })),
});
