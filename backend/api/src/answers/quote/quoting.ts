import { Injectable } from '@nestjs/common';
import { ModelGateway } from '../../models/index.js';
import { Problem, logger } from '../../platform/index.js';
import type { AnswerRun } from '../answer-run.js';
import { findConflict } from '../conflicts/conflict.js';
import type { Draft } from '../draft.js';
import { type Candidate, candidatesOf } from './candidate.js';
import { answerable } from './confidence.js';
import { declined } from './decline.js';
import { quoteDraft } from './quote-draft.js';
import { type Question, readQuestion } from './question.js';
import { type Ranked, chooseQuotes, limitsFor, rankCandidates } from './quote-sentences.js';
import { quoteCells } from './table-quote.js';

/** Sentences whose vectors are worth their time: the best by words alone. */
const COMPARED = 30;

/** Quote mode: the sentences, rows or cells of the passages that answer, word for word. Needs no generator. */
@Injectable()
export class Quoting {
  constructor(private readonly models: ModelGateway) {}

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
    const candidates = candidatesOf(run.opened);
    const ranked = await this.rank(question, candidates, run.signal);
    const confidence = answerable(question, ranked);
    if (confidence.isDeclined) return declined(run, ranked, confidence.probability);
    const conflict = findConflict(question, ranked, run.passages);
    const chosenFrom = conflict ? conflict.ranked : ranked;
    const quotes =
      quoteCells(question, chosenFrom) ?? chooseQuotes(question, chosenFrom, limitsFor(question.language));
    return quoteDraft(run, quotes, confidence.probability, conflict);
  }

  /** The answer that nothing supports, with the nearest passages. */
  async decline(run: AnswerRun): Promise<Draft> {
    const question = readQuestion(run.query, run.input.question);
    const ranked = await this.rank(question, candidatesOf(run.opened), run.signal);
    return declined(run, ranked, answerable(question, ranked).probability);
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

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
