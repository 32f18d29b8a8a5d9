import { Injectable } from '@nestjs/common';
import type { Actor } from '../access/index.js';
import { type Answer, AnswersService, type Citation } from '../answers/index.js';
import { ModelGateway } from '../models/index.js';
import { Problem, invalid } from '../platform/index.js';
import {
  type ChatCompletionInput,
  type CompletionPart,
  type Usage,
  contentOf,
  samplingOf,
  usageOf,
} from './chat.dto.js';

/** The model id that answers over the caller's documents. */
export const DOCUMENT_MODEL = 'deskmate';

/** A chat completion that is an answer over the caller's documents, with its citations. */
@Injectable()
export class DocumentChat {
  constructor(
    private readonly answers: AnswersService,
    private readonly models: ModelGateway,
  ) {}

  async *complete(
    actor: Actor,
    input: ChatCompletionInput,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionPart> {
    const { question, turns } = readConversation(input);
    const options = { held: true, turns, sampling: samplingOf(input), source: 'api' as const };
    const stream = await this.answers.ask(actor, { question }, options);
    const leave = (): void => stream.end('abandoned');
    signal.addEventListener('abort', leave, { once: true });
    let said = '';
    const say = (text: string): CompletionPart => {
      said += text;
      return { text };
    };
    for await (const { event } of stream.read(0, signal)) {
      if (event.name === 'answer-error')
        throw new Problem(event.data.status, event.data.code, event.data.detail);
      if (event.name === 'answer-delta' && event.data.supported !== false) {
        const gap = said && !said.endsWith('\n') ? '\n' : '';
        yield say(gap + event.data.text + marks(event.data.citations));
      }
      if (event.name === 'answer-end') yield* this.end(event.data.answer, said, input);
    }
    signal.removeEventListener('abort', leave);
  }

  private async *end(
    answer: Answer,
    said: string,
    input: ChatCompletionInput,
  ): AsyncGenerator<CompletionPart> {
    const whole = textOf(answer);
    const isTold = said && answer.blocks.some(({ text }) => said.includes(text));
    const rest = isTold ? '' : (said ? '\n\n' : '') + whole;
    if (rest) yield { text: rest };
    yield {
      text: '',
      annotations: annotationsOf(answer, said + rest),
      finishReason: answer.finishReason === 'length' ? 'length' : 'stop',
      usage: await this.usage(answer, input, said + rest),
    };
  }

  /** What came and what went, by the tokenizer of the model that wrote, else by the embedder's. */
  private async usage(answer: Answer, input: ChatCompletionInput, said: string): Promise<Usage> {
    const modelId = answer.model?.id ?? this.models.embedder.id;
    const texts = [said, ...input.messages.map(contentOf)];
    const [completionTokens, ...promptTokens] = await this.models.countTokens(texts, modelId);
    return usageOf(
      promptTokens.reduce((sum, tokens) => sum + tokens, 0),
      completionTokens!,
    );
  }
}

function readConversation({ messages }: ChatCompletionInput): {
  question: string;
  turns: { question: string; answer: string }[];
} {
  const spoken = messages.filter(({ role }) => role === 'user' || role === 'assistant');
  const last = spoken.at(-1);
  const question = last?.role === 'user' ? contentOf(last).trim() : '';
  if (!question) throw invalid('messages: the last one must be a question of the user.');
  if (question.length > 4_000) throw invalid('messages: a question has at most 4,000 characters.');
  const turns = spoken.slice(0, -1).flatMap((message, i) => {
    const next = spoken[i + 1];
    if (message.role !== 'user' || next?.role !== 'assistant') return [];
    return [{ question: contentOf(message), answer: contentOf(next) }];
  });
  return { question, turns };
}

const marks = (citations: readonly number[]): string =>
  citations.length ? ` ${citations.map((n) => `[${n}]`).join('')}` : '';

const textOf = ({ blocks }: Answer): string =>
  blocks
    .filter(({ supported }) => supported !== false)
    .map(({ text, citations }) => text + marks(citations))
    .join('\n');

/** One for each mark in the text; `citation` has the place in the terms of the document's format. */
function annotationsOf({ citations, nearest }: Answer, content: string): object[] {
  const marked = citations.flatMap((citation) => {
    const mark = `[${citation.number}]`;
    const at = content.indexOf(mark);
    return at < 0 ? [] : [annotation(citation, at, at + mark.length)];
  });
  return [...marked, ...nearest.map((citation) => annotation(citation, content.length, content.length))];
}

const annotation = (citation: Citation, start: number, end: number): object => ({
  type: 'url_citation',
  url_citation: { start_index: start, end_index: end, title: citation.title, url: viewPath(citation) },
  citation,
});

const viewPath = ({ documentId, versionId, fromOrdinal, toOrdinal, start, end }: Citation): string =>
  `/api/v1/documents/${documentId}/versions/${versionId}/view` +
  `?from=${fromOrdinal}&to=${toOrdinal}&start=${start}&end=${end}#hit`;
