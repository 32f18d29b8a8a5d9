import { type TestAnswers, openTestAnswers } from '../../../test/support/test-answers.js';
import { type Actor, ApiKeysService, PersonalData } from './access/index.js';
import { ModelAssignmentRepository } from './models/index.js';

let test: TestAnswers;
let person: { actor: Actor; agent: Awaited<ReturnType<TestAnswers['person']>>['agent'] };
let owner: Actor;

/** Stands in every word that the person leaves. */
const MARK = 'zygomorphic';

beforeAll(async () => {
  test = await openTestAnswers();
  owner = await test.people.addOwner();
  person = await test.person(MARK);
});
afterAll(() => test.close());

/** Columns that name a person: by a foreign key, or by their name. */
const personColumns = `
  select rel.relname || '.' || att.attname as name
  from pg_attribute att join pg_class rel on rel.oid = att.attrelid and rel.relkind = 'r'
  join pg_namespace ns on ns.oid = rel.relnamespace and ns.nspname = 'public'
  where att.attnum > 0 and not att.attisdropped and (
    (att.atttypid = 'uuid'::regtype and att.attname ~ '(person|actor|asker|rater)(_id)?$|_by$')
    or exists (select 1 from pg_constraint c
      where c.contype = 'f' and c.conrelid = rel.oid and c.confrelid = 'person'::regclass and att.attnum = any(c.conkey))
    or (rel.relname = 'person' and att.attname = 'id'))
  order by 1`;

const tablesOf = async (): Promise<string[]> =>
  (
    await test.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
    )
  ).map(({ name }) => name);

/** Tables with a row that has the mark in it, in any column. */
async function tablesWithMark(): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf()) {
    const [row] = await test.database.query<{ found: boolean }>(
      `select exists (select 1 from "${table}" t where to_jsonb(t)::text ilike '%${MARK}%') as found`,
    );
    if (row!.found) found.push(table);
  }
  return found;
}

it('knows every column of the schema that names a person', async () => {
  const rows = await test.database.query<{ name: string }>(personColumns);
  const registered = test.app.get(PersonalData, { strict: false }).columns;
  expect(rows.map(({ name }) => name)).toEqual([...registered].sort());
});

it('exports what a person has left anywhere, and erases it everywhere', async () => {
  const { actor, agent } = person;
  const keys = test.app.get(ApiKeysService, { strict: false });
  await keys.create(actor, { name: MARK, scopes: ['chat'] } as never);
  const [personal] = await test.database.query<{ id: string }>('select id from space where owner_id = $1', [
    actor.personId,
  ]);
  await test.add(agent, personal!.id, { [`${MARK}.md`]: `The ${MARK} code of the door is 4711.\n` });
  const shared = await test.people.space(owner, 'Shared', [[{ person: actor }, 'editor']]);
  await test.add(agent, shared, { 'shared.md': 'The door is blue.\n' });
  const events = await test.ask(agent, { question: `What is the ${MARK} code of the door?` });
  const { id: answerId, conversationId } = (
    events.at(-1)!.data as { answer: { id: string; conversationId: string } }
  ).answer;
  const vote = await agent
    .post(`/api/v1/answers/${answerId}/feedback`)
    .set('Idempotency-Key', 'vote')
    .send({ kind: 'down', reason: 'tone', comment: MARK, text: MARK, shareText: true });
  expect(vote.status).toBe(201);
  await agent.patch(`/api/v1/conversations/${conversationId}`).send({ title: MARK });
  await test.app.get(ModelAssignmentRepository, { strict: false }).setMode('ask', 'quote', actor.personId);

  const exported = (await agent.get('/api/v1/me/export')).body as Record<string, object[]>;
  const kinds = exported['texts']!.map((text) => (text as { kind: string }).kind).sort();
  expect(kinds).toEqual(['answer', 'conversation', 'feedback']);
  for (const text of exported['texts']!) expect(JSON.stringify(text)).toContain(MARK);
  expect(exported).toMatchObject({
    person: { login: MARK },
    sessions: [expect.anything()],
    apiKeys: [{ name: MARK }],
    spaces: [{ kind: 'personal' }, { name: 'Shared', role: 'editor' }],
    requests: [{ route: expect.stringContaining('feedback') }],
    uploads: [expect.anything(), expect.anything()],
    documents: [{ title: MARK, gaveVersion: true }, { title: 'shared' }],
    modelDecisions: [{ skill: 'ask', mode: 'quote' }],
    conversations: [{ id: conversationId }],
    answers: [{ id: answerId, passages: expect.arrayContaining([expect.anything()]) }],
    feedback: [{ answerId, reason: 'tone', shareText: true }],
  });
  expect(exported['audit']!.length).toBeGreaterThan(0);
  expect(JSON.stringify(exported)).not.toMatch(/secret_?hash|token_?hash|wrapped/i);

  expect(await tablesWithMark()).toEqual(
    expect.arrayContaining(['api_key', 'block', 'chunk', 'document', 'person']),
  );
  const boss = await test.person('boss');
  await test.database.query(`update person set role = 'owner' where id = $1`, [boss.actor.personId]);
  expect((await boss.agent.delete(`/api/v1/people/${actor.personId}`)).status).toBe(204);
  expect(await tablesWithMark()).toEqual([]);
  const left = await test.database.query(
    `select a.passages, a.support, a.sampler, f.kind, f.reason, f.share_text,
       (select count(*)::int from citation c where c.answer_id = a.id) as citations
     from answer a join feedback f on f.answer_id = a.id where a.person_id = $1`,
    [actor.personId],
  );
  expect(left).toEqual([
    { passages: [], support: {}, sampler: {}, kind: 'down', reason: null, share_text: false, citations: 0 },
  ]);
});

it('tells nothing of an erased answer from memory, and keeps no text of one that still ran', async () => {
  const { actor, agent } = await test.person('eraser');
  const space = await test.people.space(actor, 'Own');
  await test.add(agent, space, { 'a.md': 'The gate opens at nine in the morning.\n' });
  const ask = (key: string) =>
    agent.post('/api/v1/answers').set('Idempotency-Key', key).send({ question: 'When does the gate open?' });
  expect((await ask('k')).text).toContain('nine');
  const [{ id }] = (await test.database.query<{ id: string }>('select id from answer where person_id = $1', [
    actor.personId,
  ])) as [{ id: string }];
  await test.mayWrite('write');
  test.server.script({ text: 'The gate opens at nine [1]. ' + 'slowly '.repeat(300), pauseMs: 20 });
  const running = ask('running').then(({ text }) => text);
  while (
    !(
      await test.database.query(`select 1 from answer where person_id = $1 and state = 'running'`, [
        actor.personId,
      ])
    ).length
  );
  expect((await agent.delete('/api/v1/me/personal-text')).status).toBe(204);
  await running;
  await test.mayWrite(null);
  expect((await agent.get(`/api/v1/answers/${id}/stream`)).text).not.toContain('nine');
  expect(
    await test.database.query('select 1 from personal_text where person_id = $1', [actor.personId]),
  ).toEqual([]);
});
