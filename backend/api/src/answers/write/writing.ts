import { Injectable } from '@nestjs/common';
import { type ChatMessage, ModelGateway } from '../../models/index.js';
import { Problem, logger } from '../../platform/index.js';
import type { AnswerRun } from '../answer-run.js';
import type { Draft } from '../draft.js';
import { phrasesOf } from '../phrases.js';
import type { QuotePassage } from '../quote/candidate.js';
import { Quoting } from '../quote/quoting.js';
import { judgeSentence } from './judge-sentence.js';
import { NO_ANSWER, buildMessages } from './prompt.js';
import { SentenceReader, type WrittenSentence } from './sentence-reader.js';
import { WrittenDraft } from './written-draft.js';

const SAMPLER = { temperature: 0, maxTokens: 400, repetitionPenalty: 1.05 };

/** Write mode: a model writes from the passages; every sentence is checked before it is told. */
@Injectable()
export class Writing {
  constructor(
    private readonly models: ModelGateway,
    private readonly quoting: Quoting,
  ) {}

  async write(run: AnswerRun): Promise<Draft> {
    const quoted = await this.quoting.draft(run);
    if (quoted.finishReason === 'declined') return quoted;
    const { messages, fitting } = this.messages(run);
    const written = new WrittenDraft(run);
    const kept = this.keep(run, written, messages);
    const made = await this.generate(run, messages, (sentence) => {
      this.tell(run, written, sentence, run.opened.slice(0, fitting));
      run.partial = kept(null);
    }).catch((error: unknown) => {
      if (run.partial || !isPassing(error)) throw error;
      logger.warn({ err: error, answerId: run.answerId }, 'the model did not write: quoted instead');
      return null;
    });
    if (!made) return withWord(quoted, phrasesOf(run.language).modelAway);
    if (made.isDeclined) return this.declinedBy(run, messages);
    const draft = { ...kept(made.tokenIds), finishReason: made.finishReason };
    return written.isMostlyUnsupported ? this.withheld(run, quoted, draft) : draft;
  }

  private messages(run: AnswerRun): { messages: ChatMessage[]; fitting: number } {
    const passages = run.opened.map((passage) => ({ title: passage.title, text: textOf(passage) }));
    return buildMessages({
      question: run.input.question,
      passages,
      turns: run.turns,
      language: run.language,
      promptTokens: run.chosen.contextTokens - samplerOf(run).maxTokens,
    });
  }

  private async generate(
    run: AnswerRun,
    messages: ChatMessage[],
    onSentence: (sentence: WrittenSentence) => void,
  ): Promise<{ isDeclined: boolean; finishReason: Draft['finishReason']; tokenIds: number[] | null }> {
    const reader = new SentenceReader();
    let text = '';
    let held = '';
    let end: { finishReason: Draft['finishReason']; tokenIds: number[] | null } | null = null;
    const model = run.chosen.model && { modelId: run.chosen.model.id };
    const owner = run.actor.personId;
    const request = { ...model, messages, owner, ...samplerOf(run) };
    for await (const event of this.models.generate(request, run.signal)) {
      if (event.type === 'end') end = { finishReason: event.finishReason, tokenIds: event.tokenIds ?? null };
      else {
        text += event.text;
        held += event.text;
        if (mayDecline(text)) continue;
        reader.push(held).forEach(onSentence);
        held = '';
      }
    }
    run.signal.throwIfAborted();
    const isDeclined = declines(text);
    if (!isDeclined) [...reader.push(held), ...reader.end()].forEach(onSentence);
    return { isDeclined, finishReason: end?.finishReason ?? 'complete', tokenIds: end?.tokenIds ?? null };
  }

  private tell(
    run: AnswerRun,
    written: WrittenDraft,
    sentence: WrittenSentence,
    passages: readonly QuotePassage[],
  ): void {
    const { index, text, block } = written.add(judgeSentence(sentence, passages));
    run.stream.emit({ name: 'answer-delta', data: { ...block, index, text } });
  }

  private keep(run: AnswerRun, written: WrittenDraft, messages: ChatMessage[]) {
    return (tokenIds: number[] | null): Draft => ({
      ...structuredClone(written.draft),
      finishReason: 'complete',
      nearest: [],
      conflicts: [],
      messages,
      sampler: { ...samplerOf(run) },
      ...(tokenIds && { tokenIds }),
    });
  }

  private async declinedBy(run: AnswerRun, messages: ChatMessage[]): Promise<Draft> {
    return { ...(await this.quoting.decline(run)), messages, sampler: { ...samplerOf(run) } };
  }

  /** What was written is not shown; the quotes are. How it was made is kept all the same. */
  private withheld(run: AnswerRun, quoted: Draft, written: Draft): Draft {
    const { messages, sampler, tokenIds, written: counts } = written;
    return {
      ...withWord(quoted, phrasesOf(run.language).unsupported),
      support: { ...quoted.support, ...counts },
      ...(counts && { written: counts }),
      ...(messages && { messages }),
      ...(sampler && { sampler }),
      ...(tokenIds && { tokenIds }),
      isWithheld: true,
    };
  }
}

/** The quotes, with a word before them why they stand here. */
const withWord = (quoted: Draft, text: string): Draft => ({
  ...quoted,
  blocks: [{ kind: 'paragraph', text, citations: [], supported: null }, ...quoted.blocks],
});

/** A server that is down or busy; what the asker could mend (a prompt too long) is told. */
const isPassing = (error: unknown): boolean =>
  error instanceof Problem && (error.status >= 500 || error.status === 429);

/** The asker's wishes, but no longer an answer than leaves half of the context to what it is written from. */
function samplerOf({ sampling, chosen }: AnswerRun): typeof SAMPLER & AnswerRun['sampling'] {
  const wanted = { ...SAMPLER, ...sampling };
  return { ...wanted, maxTokens: Math.min(wanted.maxTokens, Math.floor(chosen.contextTokens / 2)) };
}

const textOf = ({ heading, blocks }: QuotePassage): string =>
  [heading, ...blocks.map(({ text, header, cells }) => (header && cells ? rowOf(header, cells) : text))]
    .filter(Boolean)
    .join('\n');

const rowOf = (header: readonly string[], cells: readonly string[]): string =>
  cells.map((cell, i) => (header[i] ? `${header[i]}: ${cell}` : cell)).join('; ');

/** As long as the text could still become the refusal, nothing is told. */
const mayDecline = (text: string): boolean => {
  const said = text
    .trim()
    .replace(/^["'*]+/, '')
    .toUpperCase();
  return NO_ANSWER.startsWith(said) || said.startsWith(NO_ANSWER);
};

const declines = (text: string): boolean => !text.trim() || /^["'*]*NO ANSWER\b/i.test(text.trim());
