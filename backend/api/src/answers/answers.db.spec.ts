import {
  type PolicyAnswers,
  answerOf,
  carryOver,
  openPolicyAnswers,
  textOf,
} from '../../../../test/support/policy-answers.js';
import type { Answer, Citation } from './answer.dto.js';
import { ConversationPurgeJob } from './conversations/conversation-purge.job.js';

let test: PolicyAnswers['test'];
let olive: PolicyAnswers['olive'];
let rita: PolicyAnswers['rita'];
let sam: PolicyAnswers['sam'];
let policies: string;
beforeAll(async () => {
  ({ test, olive, rita, sam, policies } = await openPolicyAnswers());
});
afterAll(() => test.close());

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
