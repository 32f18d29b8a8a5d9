import {
  type PolicyAnswers,
  answerOf,
  carryOver,
  openPolicyAnswers,
} from '../../../../../test/support/policy-answers.js';
import { type StreamedEvent, asText, eventsOf } from '../../../../../test/support/test-answers.js';
import { AnswersService } from '../answers.service.js';
import { AnswerStreams } from './answer-streams.js';

let test: PolicyAnswers['test'];
let rita: PolicyAnswers['rita'];
beforeAll(async () => {
  ({ test, rita } = await openPolicyAnswers());
});
afterAll(() => test.close());

const service = (): AnswersService => test.app.get(AnswersService);

it('ends at the next start what a killed process left running', async () => {
  const answer = answerOf(await test.ask(rita.agent, { question: carryOver }));
  await test.database.query(`update answer set state = 'running', finish_reason = null where id = $1`, [
    answer.id,
  ]);
  await service().onApplicationBootstrap();
  const kept = await service().get(rita.actor, answer.id);
  expect(kept).toMatchObject({ finishReason: 'failed', error: { retryable: true } });
  expect(kept.blocks).toEqual(answer.blocks);
});

it('resumes over HTTP after Last-Event-ID, also when the answer has long ended', async () => {
  const events = await test.ask(rita.agent, { question: carryOver });
  const { id } = answerOf(events);
  const resume = async (last: number): Promise<StreamedEvent[]> => {
    const response = await rita.agent
      .get(`/api/v1/answers/${id}/stream`)
      .set('Last-Event-ID', String(last))
      .buffer(true)
      .parse(asText as never);
    return eventsOf(response.body as string);
  };
  expect(await resume(2)).toEqual(events.slice(2));
  test.app.get(AnswerStreams).forget(id);
  expect((await resume(2)).map(({ event }) => event)).toEqual(['answer-end']);
});

describe('Idempotency-Key on a question', () => {
  const send = async (
    key: string,
    input: object,
  ): Promise<{ events: StreamedEvent[]; replayed: boolean }> => {
    const response = await rita.agent
      .post('/api/v1/answers')
      .set('Idempotency-Key', key)
      .send(input)
      .buffer(true)
      .parse(asText as never);
    if (response.status !== 200) throw Object.assign(new Error(), { response });
    const replayed = response.headers['idempotency-replayed'] === 'true';
    return { events: eventsOf(response.body as string), replayed };
  };
  const countAnswers = async (): Promise<number> =>
    (await test.database.query('select 1 from answer where person_id = $1', [rita.actor.personId])).length;

  it('joins the running answer, and tells an ended one again', async () => {
    const before = await countAnswers();
    const both = await Promise.all([1, 2].map(() => send('ask-1', { question: carryOver })));
    expect(both[0]!.events).toEqual(both[1]!.events);
    expect(both.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(await send('ask-1', { question: carryOver })).toEqual({ events: both[0]!.events, replayed: true });
    expect(await countAnswers()).toBe(before + 1);
  });

  it('tells an answer again from its record when its events are gone, also after a restart', async () => {
    const { events } = await send('ask-2', { question: carryOver });
    const answer = answerOf(events);
    test.app.get(AnswerStreams).forget(answer.id);
    const again = await send('ask-2', { question: carryOver });
    const withoutStages = events.filter(({ event }) => event !== 'answer-stage');
    expect(again.events.map(({ event }) => event)).toEqual(withoutStages.map(({ event }) => event));
    expect(answerOf(again.events)).toEqual(answer);
    expect(again.events[0]!.data).toEqual(events[0]!.data);
    expect(again.events.map(({ id }) => id)).toEqual(again.events.map((_, i) => i + 1));
  });

  it('refuses the key for another question, and answers after a refusal', async () => {
    await send('ask-3', { question: carryOver });
    const other = await send('ask-3', { question: 'What else?' }).catch((e: unknown) => e);
    expect(other).toMatchObject({ response: { status: 422 } });
    const conversationId = '01970000-0000-7000-8000-000000000000';
    for (let i = 0; i < 2; i++)
      expect(
        await send('ask-4', { question: carryOver, conversationId }).catch((e: unknown) => e),
      ).toMatchObject({
        response: { status: 404 },
      });
  });
});
