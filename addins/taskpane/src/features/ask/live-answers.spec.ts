import { jest } from '@jest/globals';
import type { Answer, AnswerEvent, ApiClient } from '@deskmate/client';
import { type LiveAnswer, LiveAnswers, changeOf } from './live-answers.js';

const live = (change: Partial<LiveAnswer> = {}): LiveAnswer => ({
  key: '1',
  question: { question: 'When?' },
  startedAt: 0,
  mode: 'quote',
  blocks: [],
  citations: [],
  isConnected: true,
  isRetryable: false,
  ...change,
});
const start: AnswerEvent = {
  type: 'answer-start',
  answerId: 'a1',
  conversationId: 'c1',
  ordinal: 1,
  mode: 'write',
  modelId: 'm',
  modeReason: '',
};
const delta = (index: number, text: string, citations: number[] = []): AnswerEvent => ({
  type: 'answer-delta',
  index,
  kind: 'paragraph',
  text,
  citations,
});

it('puts pieces of text to their blocks and counts each mark once', () => {
  let now = live();
  for (const event of [delta(0, 'One '), delta(0, 'two', [1]), delta(1, 'Three', [1]), delta(0, '', [1])]) {
    now = { ...now, ...changeOf(now, event) };
  }
  expect(now.blocks.map(({ text, citations }) => [text, citations])).toEqual([
    ['One two', [1]],
    ['Three', [1]],
  ]);
});

function answering(...events: (AnswerEvent | Error)[]) {
  async function* stream() {
    for (const event of events) {
      if (event instanceof Error) throw event;
      yield event;
    }
  }
  const hooks = { onStarted: jest.fn(), onFinished: jest.fn(), onRefused: jest.fn() };
  const api = {
    answers: { ask: stream, follow: stream, stop: async () => undefined },
  } as unknown as ApiClient;
  return { hooks, answers: new LiveAnswers(api, hooks) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

it('tells of the conversation when it begins, and hands the finished answer on', async () => {
  const { hooks, answers } = answering(start, delta(0, 'x'), {
    type: 'answer-end',
    answer: { id: 'a1' } as Answer,
  });
  answers.ask({ question: 'When?' });
  await settle();
  expect(hooks.onStarted.mock.calls[0]![0]).toMatchObject({
    conversationId: 'c1',
    answerId: 'a1',
    mode: 'write',
  });
  expect(hooks.onFinished).toHaveBeenCalledWith({ id: 'a1' });
  expect(answers.list()).toEqual([]);
});

it('gives the words of a question back that the server never took', async () => {
  const { hooks, answers } = answering(new TypeError('refused'));
  answers.ask({ question: 'When?' });
  await settle();
  expect(hooks.onRefused).toHaveBeenCalledTimes(1);
  expect(answers.list()[0]).toMatchObject({ isRetryable: true, problem: { code: 'server-unreachable' } });
});

it('keeps what was there when an answer breaks, for another try', async () => {
  const { hooks, answers } = answering(start, delta(0, 'Half'), new TypeError('gone'));
  answers.ask({ question: 'When?' });
  await settle();
  expect(hooks.onRefused).not.toHaveBeenCalled();
  expect(answers.list()[0]).toMatchObject({ blocks: [{ text: 'Half' }], answerId: 'a1' });
});

it('tries again in the place of what failed, or of what is finished', async () => {
  const { answers } = answering(start, new TypeError('gone'));
  answers.ask({ question: 'When?' });
  await settle();
  answers.retry(answers.list()[0]!.key);
  expect(answers.list().map(({ question }) => question)).toEqual([
    { question: 'When?', conversationId: 'c1', regeneratesId: 'a1' },
  ]);
  const finished = { id: 'b1', question: 'Who?', conversationId: 'c1', documentIds: ['d1'] } as Answer;
  answers.regenerate(finished, ['s1']);
  expect(answers.list().at(-1)!.question).toEqual({
    question: 'Who?',
    conversationId: 'c1',
    regeneratesId: 'b1',
    documentIds: ['d1'],
  });
});

it('follows a running answer once, however often it is seen', () => {
  const { answers } = answering(start);
  const running = { id: 'a1', question: 'When?', conversationId: 'c1' } as Answer;
  answers.follow(running);
  answers.follow(running);
  expect(answers.list()).toHaveLength(1);
});
