import { Injectable } from '@nestjs/common';
import { ModelGateway } from '../../models/index.js';
import { Problem, logger } from '../../platform/index.js';
import { hanShare } from '../../safety/index.js';
import type { AnswerRun } from '../answer-run.js';
import { VersionReader } from '../conflicts/version-reader.js';
import type { Draft } from '../draft.js';
import { type Candidate, type QuotePassage, candidatesOf } from './candidate.js';
import { type Confidence, confidenceOf } from './confidence.js';
import { declined } from './decline.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { quoteDraft } from './quote-draft.js';
import { type Question, readQuestion } from './question.js';
import {
  type Ranked,
  chooseQuotes,
  limitsFor,
  rankCandidates,
  sentenceBeforeRow,
} from './quote-sentences.js';
import { quoteCells } from './table-quote.js';

/** Sentences whose vectors are worth their time: the best by words alone. */
const COMPARED = 30;
/** Fewer tell no language: codes and units are the same in all. */
const LEAST_LETTERS = 12;

export interface Weighed {
  ranked: Ranked[];
  evidence: Evidence | null;
  confidence: Confidence;
}

/** Quote mode: the sentences, rows or cells of the passages that answer, word for word. Needs no generator. */
@Injectable()
export class Quoting {
  constructor(
    private readonly models: ModelGateway,
    private readonly versions: VersionReader,
  ) {}

  async quote(run: AnswerRun): Promise<Draft> {
    const draft = await this.draft(run);
    run.partial = draft;
    draft.blocks.forEach((block, index) => {
      run.stream.emit({ name: 'answer-delta', data: { index, ...block } });
    });
    return draft;
  }

  /** Chosen and cited, but not told to anybody: writing falls back to it. */
  async draft(run: AnswerRun): Promise<Draft> {
    const question = readQuestion(run.query, run.input.question);
    const { ranked, confidence } = await this.weighOnce(run, question);
    if (confidence.isDeclined) return declined(run, ranked, confidence.probability);
    const conflict = await this.versions.conflict(run, question, ranked);
    const chosenFrom = conflict ? conflict.ranked : ranked;
    const quotes =
      quoteCells(question, chosenFrom) ?? chooseQuotes(question, chosenFrom, limitsFor(question.language));
    return quoteDraft(run, quotes, confidence.probability, conflict);
  }

  /** The answer that nothing supports, with the nearest passages. */
  async decline(run: AnswerRun): Promise<Draft> {
    const question = readQuestion(run.query, run.input.question);
    const { ranked, confidence } = await this.weighOnce(run, question);
    return declined(run, ranked, confidence.probability);
  }

  /** Once for a run: a model that declines after the quotes were chosen needs the same. */
  private async weighOnce(run: AnswerRun, question: Question): Promise<Weighed> {
    const by = run.byWordsOnly ? 'words' : undefined;
    return (run.weighed ??= await this.weigh(question, run.opened, run.signal, by));
  }

  /** Ranks every sentence of the passages and decides whether any of them answers. */
  async weigh(
    question: Question,
    passages: readonly QuotePassage[],
    signal: AbortSignal,
    by?: 'words',
  ): Promise<Weighed> {
    const candidates = candidatesOf(passages);
    const ranked = sentenceBeforeRow(
      by === 'words' ? rankCandidates(question, candidates) : await this.rank(question, candidates, signal),
    );
    const evidence = evidenceOf(question, ranked);
    const confidence = confidenceOf(question, evidence);
    return {
      ranked,
      evidence,
      confidence: this.isForeign(question, ranked) ? unread(confidence) : confidence,
    };
  }

  /** The best candidate is in another language, and the embedder does not read both: nothing can compare them. */
  private isForeign(question: Question, [best]: readonly Ranked[]): boolean {
    const language = best && languageOf(best);
    if (!best || !language || language === question.language) return false;
    const { embedder } = this.models;
    return !(embedder.reads(question.text) && embedder.reads(best.candidate.text));
  }

  private async rank(
    question: Question,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<Ranked[]> {
    const byWords = rankCandidates(question, candidates);
    const best = byWords.slice(0, COMPARED).map(({ candidate }) => candidate);
    const similarities = await this.compare(question, best, signal);
    return similarities ? rankCandidates(question, best, similarities) : byWords;
  }

  /** Nothing where the embedder cannot read the question, or is away: words alone still answer. */
  private async compare(
    { text }: Question,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<number[] | undefined> {
    if (!candidates.length || !this.models.embedder.reads(text)) return undefined;
    try {
      const texts = candidates.map((candidate) => `${candidate.before} ${candidate.text}`.trim());
      const query = await this.models.embedQuery(text, signal);
      const vectors = await this.models.embed(texts, signal);
      return vectors.map((vector) => dot(query, vector));
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem)) throw error;
      logger.warn({ code: error.code }, 'quoting by words only');
      return undefined;
    }
  }
}

/** Names and numbers alone have matched: they are shown as the nearest passages, never as an answer. */
const unread = ({ probability }: Confidence): Confidence => ({
  probability: Math.min(probability, 0.1),
  isDeclined: true,
});

/** Of the sentence, or of the row with its header; undefined where there are hardly any words to tell by. */
function languageOf({ candidate: { text, block } }: Ranked): Question['language'] | undefined {
  const words = [text, ...(block.header ?? [])].join(' ');
  const letters = words.match(/\p{L}{2,}/gu)?.join('').length ?? 0;
  if (letters < LEAST_LETTERS) return undefined;
  return hanShare(words) > 0.3 ? 'zh' : 'en';
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
