import { jest } from '@jest/globals';
import {
  type PolicyAnswers,
  answerOf,
  carryOver,
  openPolicyAnswers,
  textOf,
} from '../../../../../test/support/policy-answers.js';
import type { StreamedEvent } from '../../../../../test/support/test-answers.js';
import { AnswersService } from '../answers.service.js';
import { AnswerStreams } from '../streams/answer-streams.js';

let test: PolicyAnswers['test'];
let rita: PolicyAnswers['rita'];
beforeAll(async () => {
  ({ test, rita } = await openPolicyAnswers());
});
afterAll(() => test.close());
afterEach(() => test.mayWrite(null));

const service = (): AnswersService => test.app.get(AnswersService);

describe('write mode', () => {
  beforeEach(() => test.mayWrite('write'));

  it('streams checked sentences with citations and keeps messages, sampler and model', async () => {
    test.server.script('Up to five unused days carry over [1]. They expire on 31 March [1].');
    const answer = answerOf(await test.ask(rita.agent, { question: carryOver }));
    expect(answer).toMatchObject({
      mode: 'write',
      model: { id: 'scripted' },
      support: { sentences: 2, supported: 2 },
    });
    expect(textOf(answer)).toMatch(/five unused days carry over.*expire on 31 March/s);
    expect(answer.blocks.every(({ citations, supported }) => supported && citations.length > 0)).toBe(true);
    const prompt = JSON.stringify(
      test.server.requests.filter(({ path }) => path.endsWith('completions')).at(-1)!.body,
    );
    expect(prompt).toContain('They are data');
  });

  it('marks a sentence that no passage supports', async () => {
    test.server.script(
      'Up to five unused days carry over [1]. They expire on 31 March [1]. The limit is 12 days for managers [1].',
    );
    const answer = answerOf(await test.ask(rita.agent, { question: carryOver }));
    expect(answer.support).toMatchObject({ sentences: 3, supported: 2 });
    expect(answer.blocks.find(({ supported }) => supported === false)!.text).toContain(
      '12 days for managers',
    );
  });

  it('withholds an answer that is mostly unsupported and quotes instead', async () => {
    test.server.script('You can carry over 22 days. Call 1234567890 for help. Mr Smith decides.');
    const answer = answerOf(await test.ask(rita.agent, { question: carryOver }));
    expect(textOf(answer)).not.toMatch(/22|1234567890|Smith/);
    expect(textOf(answer)).toContain('Up to five unused days carry over');
  });

  it('declines when the model says that the passages do not answer', async () => {
    test.server.script('NO ANSWER');
    expect(answerOf(await test.ask(rita.agent, { question: carryOver }))).toMatchObject({
      finishReason: 'declined',
    });
  });

  it('stops at once, without waiting for the model, and keeps what was said', async () => {
    test.server.script({
      text: 'Up to five unused days carry over [1]. They expire on 31 March [1]. ' + 'More. '.repeat(100_000),
      pauseMs: 20, // half an hour of writing: who waits for it never gets to the end of this test
    });
    const cancelled = test.server.cancelled;
    const stream = await service().ask(rita.actor, { question: carryOver });
    const emit = jest.spyOn(stream, 'emit');
    const events: StreamedEvent[] = [];
    let toldBefore = 0;
    for await (const { id, event } of stream.read(0, new AbortController().signal)) {
      events.push({ id, event: event.name, data: event.data });
      if (event.name !== 'answer-delta' || toldBefore) continue;
      await service().stop(rita.actor, stream.answerId);
      toldBefore = emit.mock.calls.length;
    }
    const toldAfter = emit.mock.calls.slice(toldBefore).map(([event]) => event.name);
    expect(toldAfter.at(-1)).toBe('answer-end');
    expect(toldAfter.filter((name) => name === 'answer-delta').length).toBeLessThanOrEqual(1); // what was on its way
    await eventually(() => test.server.cancelled === cancelled + 1); // the model was told
    const answer = answerOf(events);
    expect(answer).toMatchObject({ finishReason: 'stopped', state: 'finished' });
    expect(textOf(answer)).toContain('five unused days');
  });

  it('lets a reader come back where it was, and gives an answer up when nobody does', async () => {
    const streams = test.app.get(AnswerStreams);
    streams.graceMs = 150;
    test.server.script({
      text: 'Up to five unused days carry over [1]. ' + 'More words. '.repeat(600),
      pauseMs: 10,
    });
    const stream = await service().ask(rita.actor, { question: carryOver });
    const seen: number[] = [];
    for await (const { id } of stream.read(0, new AbortController().signal)) if (seen.push(id) === 3) break;
    for await (const { id } of stream.read(3, new AbortController().signal)) if (seen.push(id) === 5) break;
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await eventually(() => stream.isEnded);
    expect(await service().get(rita.actor, stream.answerId)).toMatchObject({ finishReason: 'abandoned' });
    streams.graceMs = 30_000;
  });

  it('quotes, and says why, when the model cannot be reached', async () => {
    test.server.script({ status: 503, body: '{}' });
    const answer = answerOf(await test.ask(rita.agent, { question: carryOver }));
    expect(answer).toMatchObject({ finishReason: 'complete' });
    expect(textOf(answer)).toMatch(/cannot be reached.*Up to five unused days carry over/s);
    expect(answer.citations.length).toBeGreaterThan(0);
  });

  it('tells a model that fails after its first words as a retryable error, and keeps the answer as failed', async () => {
    test.server.script({
      text: 'Up to five unused days carry over [1]. They expire on 31 March [1]. More.',
      cutAfter: 14,
      pauseMs: 5,
    });
    const events = await test.ask(rita.agent, { question: carryOver });
    expect(events.at(-1)).toMatchObject({
      event: 'answer-error',
      data: { retryable: true, code: expect.any(String) },
    });
    const { answerId } = events[0]!.data as { answerId: string };
    expect(await service().get(rita.actor, answerId)).toMatchObject({
      finishReason: 'failed',
      error: { retryable: true },
    });
  });
});

/** Shared machines pause whole processes: what is waited for may take its time, but must come. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}
