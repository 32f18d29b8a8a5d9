import { jest } from '@jest/globals';
import type { Agent } from 'supertest';
import {
  type StreamedEvent,
  type TestAnswers,
  eventsOf,
  openTestAnswers,
} from '../../../../test/support/test-answers.js';
import type { Actor } from '../access/index.js';
import type { Answer, Citation } from './answer.dto.js';
import { AnswersService } from './answers.service.js';
import { ConversationPurgeJob } from './conversations/conversation-purge.job.js';
import { AnswerStreams } from './streams/answer-streams.js';

let test: TestAnswers;
let olive: { actor: Actor; agent: Agent };
let rita: { actor: Actor; agent: Agent };
let sam: { actor: Actor; agent: Agent };
let policies: string;

const leave = `# Leave policy

Every employee has twenty-five days of paid leave in a calendar year.
Up to five unused days carry over into the next year; they expire on 31 March.

## Approval

Leave of more than ten days needs the approval of the department head.
`;

beforeAll(async () => {
  test = await openTestAnswers();
  olive = await test.person('olive');
  rita = await test.person('rita');
  sam = await test.person('sam');
  policies = await test.people.space(olive.actor, 'Policies', [[{ person: rita.actor }, 'reader']]);
  await test.add(olive.agent, policies, {
    'leave.md': leave,
    'prices.csv': 'Product,Price,Delivery days\nT200 sensor,1450 EUR,12\nT300 sensor,1980 EUR,20\n',
    '休假.md': '# 年假\n\n员工每年享有二十五天年假。未使用的年假最多可结转五天，并于次年三月三十一日失效。\n',
  });
});
afterAll(() => test.close());
afterEach(() => test.mayWrite(null));

const carryOver = 'How many unused leave days carry over to the next year?';
const answerOf = (events: StreamedEvent[]): Answer => {
  expect(events.at(-1)).toMatchObject({ event: 'answer-end' });
  return (events.at(-1)!.data as { answer: Answer }).answer;
};
const textOf = (answer: Answer): string => answer.blocks.map(({ text }) => text).join('\n');
const service = (): AnswersService => test.app.get(AnswersService);

it('quotes the sentence that answers, cited word for word, and keeps the record', async () => {
  const events = await test.ask(rita.agent, { question: carryOver });
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['answer-start', 'answer-stage', 'answer-delta', 'answer-citation', 'answer-end']),
  );
  expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
  const answer = answerOf(events);
  expect(answer).toMatchObject({ mode: 'quote', state: 'finished', finishReason: 'complete', model: null });
  expect(textOf(answer)).toContain('Up to five unused days carry over into the next year');
  expect(answer.citations[0]).toMatchObject({ number: 1, title: 'leave', isCurrentVersion: true });
  expect(answer.blocks[0]!.text).toContain(answer.citations[0]!.quote);
  expect(answer.considered.some(({ used }) => used)).toBe(true);
  const [row] = await test.database.query('select * from answer where id = $1', [answer.id]);
  expect(row).toMatchObject({
    state: 'finished',
    template_version: expect.any(String),
    arm: 'live',
    probability: 1,
    embedder_id: 'scripted-vectors',
    passages: expect.arrayContaining([
      expect.objectContaining({ contentHash: expect.any(String), used: true }),
    ]),
  });
  expect(JSON.stringify(row)).not.toContain('unused');
  expect((await rita.agent.get(`/api/v1/answers/${answer.id}`)).body).toEqual(answer);
});

it('gives every citation an offset that holds its quote in the block (property)', async () => {
  const questions = [
    carryOver,
    'What does the T300 sensor cost?',
    '未使用的年假可以结转几天？',
    'Who approves long leave?',
  ];
  for (const question of questions) {
    const { citations, nearest } = answerOf(await test.ask(rita.agent, { question }));
    for (const { versionId, fromOrdinal, start, end, quote } of [...citations, ...nearest]) {
      const [block] = await test.database.query<{ text: string }>(
        'select text from block where version_id = $1 and ordinal = $2',
        [versionId, fromOrdinal],
      );
      expect(block!.text.slice(start, end)).toBe(quote);
      expect(quote.length).toBeGreaterThan(0);
    }
  }
});

it('answers from a table with the cells that were asked for, and their range', async () => {
  const answer = answerOf(await test.ask(rita.agent, { question: 'What is the price of the T300 sensor?' }));
  expect(answer.blocks).toEqual([
    expect.objectContaining({ kind: 'table-row', text: 'Product: T300 sensor · Price: 1980 EUR' }),
  ]);
  expect(answer.citations[0]!.anchor).toEqual({ kind: 'cells', sheet: 'prices', range: 'A3:B3' });
});

it('answers Chinese in Chinese from Chinese', async () => {
  const answer = answerOf(await test.ask(rita.agent, { question: '未使用的年假最多可以结转几天？' }));
  expect(textOf(answer)).toContain('最多可结转五天');
});

it('declines with the nearest passages, in the language of the question', async () => {
  const answer = answerOf(
    await test.ask(rita.agent, { question: 'Which airline operates flights between Lima and Osaka?' }),
  );
  expect(answer).toMatchObject({ finishReason: 'declined', citations: [] });
  expect(answer.nearest.length).toBeLessThanOrEqual(3);
  expect(textOf(answer)).toMatch(/^Nothing in the documents/);
  const chinese = answerOf(await test.ask(rita.agent, { question: '东京奥运会的马拉松冠军是谁？' }));
  expect(textOf(chinese)).toMatch(/文档/);
});

it('gives a stranger no passage, title, count or citation', async () => {
  const events = await test.ask(sam.agent, { question: carryOver });
  expect(answerOf(events)).toMatchObject({ finishReason: 'declined', nearest: [], considered: [] });
  expect(JSON.stringify(events)).not.toMatch(/leave policy|prices|"leave"|Policies/i);
  const { id } = answerOf(await test.ask(rita.agent, { question: carryOver }));
  for (const path of [`/api/v1/answers/${id}`, `/api/v1/answers/${id}/stream`])
    expect((await sam.agent.get(path)).status).toBe(404);
  expect((await sam.agent.post(`/api/v1/answers/${id}/stop`)).status).toBe(404);
  expect(
    (await sam.agent.post('/api/v1/answers').send({ question: carryOver, spaceIds: [policies] })).status,
  ).toBe(404);
});

it('withholds what was quoted from a space that is closed to its reader by now', async () => {
  const tess = await test.person('tess');
  const grantId = await test.people.grant(policies, { person: tess.actor }, 'reader');
  const answer = answerOf(await test.ask(tess.agent, { question: carryOver }));
  await test.database.query('delete from space_grant where id = $1', [grantId]);
  const views = [
    (await tess.agent.get(`/api/v1/answers/${answer.id}`)).body,
    (await tess.agent.get(`/api/v1/conversations/${answer.conversationId}`)).body.answers[0],
  ];
  for (const view of views as Answer[]) {
    expect(view).toMatchObject({
      citations: [],
      considered: [],
      blocks: [{ withheld: true, citations: [] }],
    });
    expect(JSON.stringify(view)).not.toMatch(/five|"leave"|Policies/);
  }
});

it('understands a follow-up from the conversation, and names it after its first question', async () => {
  const first = answerOf(
    await test.ask(rita.agent, { question: 'How many days of paid leave does an employee have?' }),
  );
  const { conversationId } = first;
  const next = answerOf(await test.ask(rita.agent, { question: 'And who approves it?', conversationId }));
  expect(next).toMatchObject({ conversationId, ordinal: 2 });
  expect(textOf(next)).toContain('department head');
  const list = (await rita.agent.get('/api/v1/conversations')).body.items as { id: string; title: string }[];
  expect(list[0]).toMatchObject({
    id: conversationId,
    title: 'How many days of paid leave does an employee have?',
  });
});

it('answers from the documents that were named alone, within what the asker may read', async () => {
  const documents = (await rita.agent.get(`/api/v1/spaces/${policies}/documents?limit=200`)).body.items as {
    id: string;
    title: string;
  }[];
  const of = (title: string): string => documents.find((document) => document.title === title)!.id;
  const documentIds = [of('prices')];
  const priced = answerOf(
    await test.ask(rita.agent, { question: 'What does the T300 sensor cost?', documentIds }),
  );
  expect(priced).toMatchObject({ documentIds, finishReason: 'complete' });
  const other = answerOf(await test.ask(rita.agent, { question: carryOver, documentIds }));
  const named = [...other.citations, ...other.nearest, ...other.considered].map(({ title }) => title);
  expect(new Set(named)).toEqual(new Set(named.length ? ['prices'] : []));
  expect((await rita.agent.get(`/api/v1/answers/${other.id}`)).body.documentIds).toEqual(documentIds);
  const stranger = await test.ask(sam.agent, { question: carryOver, documentIds: [of('leave')] });
  expect(answerOf(stranger)).toMatchObject({ finishReason: 'declined', nearest: [], considered: [] });
  expect(JSON.stringify(stranger)).not.toMatch(/"leave"|five unused|Policies/);
});

it('looks for a named document beyond the spaces of the conversation', async () => {
  const kitchen = await test.people.space(olive.actor, 'Kitchen', []);
  const [stove] = await test.add(olive.agent, kitchen, {
    'stove.md': 'The gas stove is checked every Tuesday.\n',
  });
  const conversation = await olive.agent.post('/api/v1/conversations').send({ spaceIds: [policies] });
  const ask = { question: 'When is the gas stove checked?', conversationId: conversation.body.id as string };
  expect(textOf(answerOf(await test.ask(olive.agent, ask)))).not.toContain('Tuesday');
  const about = answerOf(await test.ask(olive.agent, { ...ask, documentIds: [stove!] }));
  expect(textOf(about)).toContain('every Tuesday');
});

it('keeps another try in the place of the first, and reads for it what stood before that', async () => {
  const first = answerOf(
    await test.ask(rita.agent, { question: 'How many days of paid leave does an employee have?' }),
  );
  const { conversationId } = first;
  const again = { question: first.question, conversationId, regeneratesId: first.id };
  const second = answerOf(await test.ask(rita.agent, again));
  const third = answerOf(await test.ask(rita.agent, { ...again, regeneratesId: second.id }));
  const { answers } = (await rita.agent.get(`/api/v1/conversations/${conversationId}`)).body as {
    answers: Answer[];
  };
  expect(answers.map(({ id, regeneratesId }) => [id, regeneratesId])).toEqual([
    [first.id, null],
    [second.id, first.id],
    [third.id, first.id],
  ]);
  const stolen = { question: carryOver, regeneratesId: first.id };
  expect((await sam.agent.post('/api/v1/answers').send(stolen)).status).toBe(404);
});

it('renames, deletes and brings back a conversation, and keeps it from others', async () => {
  const { conversationId: id } = answerOf(await test.ask(rita.agent, { question: carryOver }));
  const path = `/api/v1/conversations/${id}`;
  expect((await rita.agent.patch(path).send({ title: 'Leave' })).body).toMatchObject({ title: 'Leave' });
  expect((await sam.agent.get(path)).status).toBe(404);
  expect((await sam.agent.delete(path)).status).toBe(404);
  expect((await rita.agent.delete(path)).status).toBe(204);
  expect((await rita.agent.get(path)).status).toBe(404);
  expect((await rita.agent.post(`${path}/restore`)).body).toMatchObject({ id, title: 'Leave' });
});

it('purges a conversation with every text of it once its deletion cannot be undone', async () => {
  const { conversationId: id, id: answerId } = answerOf(await test.ask(rita.agent, { question: carryOver }));
  await rita.agent.post(`/api/v1/answers/${answerId}/feedback`).send({ kind: 'up', comment: 'Good.' });
  await rita.agent.delete(`/api/v1/conversations/${id}`);
  const purge = test.app.get(ConversationPurgeJob, { strict: false });
  const texts = async (): Promise<unknown[]> =>
    test.database.query('select 1 from personal_text where owner_id = any($1::uuid[])', [[id, answerId]]);
  await purge.run();
  expect(await texts()).toHaveLength(2);
  await test.database.query(`update conversation set deleted_at = now() - interval '31 days' where id = $1`, [
    id,
  ]);
  await purge.run();
  expect(await texts()).toEqual([]);
  expect(await test.database.query('select 1 from answer where id = $1', [answerId])).toEqual([]);
});

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
      .parse((stream, done) => {
        let text = '';
        stream.on('data', (data: Buffer) => (text += data.toString()));
        stream.on('end', () => done(null, text));
      });
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
      .parse((stream, done) => {
        let text = '';
        stream.on('data', (data: Buffer) => (text += data.toString()));
        stream.on('end', () => done(null, text));
      });
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

it('says so when two versions of a document disagree, and follows the newer', async () => {
  await test.add(olive.agent, policies, {
    'Travel policy 2024.md': 'The daily allowance for meals on business trips is 38 EUR.\n',
    'Travel policy 2026.md': 'The daily allowance for meals on business trips is 44 EUR.\n',
  });
  const answer = answerOf(
    await test.ask(rita.agent, { question: 'What is the daily allowance for meals on business trips?' }),
  );
  expect(textOf(answer)).toContain('44 EUR');
  expect(textOf(answer)).not.toContain('38 EUR');
  expect(answer.conflicts).toHaveLength(1);
  const titles = answer.conflicts[0]!.citations.map(
    (n) => answer.citations.find((c: Citation) => c.number === n)!.title,
  );
  expect(titles).toEqual(['Travel policy 2026', 'Travel policy 2024']);
});

describe('feedback', () => {
  it('keeps every vote, the latest counts, and clear takes it back', async () => {
    const { id } = answerOf(await test.ask(rita.agent, { question: carryOver }));
    const give = (body: object) => rita.agent.post(`/api/v1/answers/${id}/feedback`).send(body);
    expect((await give({ kind: 'up' })).status).toBe(201);
    const down = await give({ kind: 'down', reason: 'too-long', comment: 'Shorter, please.' });
    expect(down.body).toMatchObject({
      kind: 'down',
      reason: 'too-long',
      comment: 'Shorter, please.',
      shareText: false,
    });
    const live = async () => ((await rita.agent.get(`/api/v1/answers/${id}`)).body as Answer).feedback;
    expect(await live()).toEqual(down.body);
    await give({ kind: 'copy' });
    expect(await live()).toMatchObject({ kind: 'down' });
    await give({ kind: 'clear' });
    expect(await live()).toBeNull();
    const rows = await test.database.query<{ kind: string; supersedes_id: string | null }>(
      'select kind, supersedes_id from feedback where answer_id = $1 order by created_at',
      [id],
    );
    expect(rows.map(({ kind }) => kind)).toEqual(['up', 'down', 'copy', 'clear']);
    expect(rows.map(({ supersedes_id }) => supersedes_id !== null)).toEqual([false, true, false, true]);
    expect(JSON.stringify(await test.database.query('select * from feedback'))).not.toContain('Shorter');
  });

  it('takes none from somebody else', async () => {
    const { id } = answerOf(await test.ask(rita.agent, { question: carryOver }));
    expect((await sam.agent.post(`/api/v1/answers/${id}/feedback`).send({ kind: 'up' })).status).toBe(404);
  });
});
