import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Agent, type Response } from 'supertest';
import { openTestApp, signIn } from '../../../../../test/support/test-app.js';
import { type TestDatabase, openTestDatabase } from '../../../../../test/support/test-database.js';
import { TEST_PASSWORD, TestPeople, testConfiguration } from '../../../../../test/support/test-people.js';
import { type Actor, AccessService, PeopleService, PersonalTextStore, SpacesService } from '../index.js';
import { encodeCursor, newId } from '../../platform/index.js';

let test: TestDatabase;
let app: NestExpressApplication;
let people: TestPeople;
let owner: Actor;
let boss: Agent;
const { configuration, dispose } = testConfiguration({ requestsPerMinute: 100_000 });

const expectProblem = (response: Response, status: number, code: string): void =>
  expect([response.status, response.body.code]).toEqual([status, code]);

beforeAll(async () => {
  test = await openTestDatabase();
  app = await openTestApp(test.database, configuration);
  people = new TestPeople(test.database);
  owner = await people.addOwner({ login: 'boss', name: 'Boss', password: true });
  boss = await signIn(app, 'boss');
});
afterAll(async () => {
  await app.close();
  await test.close();
  dispose();
});

/** A document with one live, indexed version that an answer cites. */
async function addCitedDocument(spaceId: string, by: Actor): Promise<void> {
  const [documentId, versionId, conversationId, answerId] = [newId(), newId(), newId(), newId()];
  const run = (sql: string, parameters: unknown[]) => test.database.query(sql, parameters);
  await test.database.transaction(async () => {
    await run(
      `insert into document (id, space_id, title, file_name, live_version_id, created_by)
      values ($1, $2, 'T', 't.md', $3, $4)`,
      [documentId, spaceId, versionId, by.personId],
    );
    await run(
      `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type, created_by)
      values ($1, $2, 1, 't.md', 'h', 1, 'text/markdown', $3)`,
      [versionId, documentId, by.personId],
    );
    await run(
      `insert into chunk (id, version_id, document_id, live, ordinal, text, spans, from_ordinal,
      to_ordinal, content_hash, words, word_count) values ($1, $2, $3, true, 0, 't', '[]', 0, 0, 'h', 't:1', 1)`,
      [newId(), versionId, documentId],
    );
    await run('insert into upload (id, space_id, person_id) values ($1, $2, $3)', [
      newId(),
      spaceId,
      by.personId,
    ]);
    await run('insert into conversation (id, person_id) values ($1, $2)', [conversationId, owner.personId]);
    await run(
      `insert into answer (id, conversation_id, person_id, ordinal, mode, state, template_version)
      values ($1, $2, $3, 0, 'quote', 'finished', '1')`,
      [answerId, conversationId, owner.personId],
    );
    await run(
      `insert into citation (answer_id, number, document_id, version_id, from_ordinal, to_ordinal, start_offset,
      end_offset, anchor) values ($1, 1, $2, $3, 0, 0, 0, 1, '{}')`,
      [answerId, documentId, versionId],
    );
  });
}

const documentsIn = async (spaceId: string): Promise<number> => {
  const [row] = await test.database.query<{ n: number }>(
    'select count(*)::int as n from document where space_id = $1',
    [spaceId],
  );
  return row!.n;
};

const rightsOf = async (actor: Actor, spaceId: string): Promise<unknown> =>
  app.get(AccessService).spaceRole(actor, spaceId);

describe('people', () => {
  it('are invited by a link that works once', async () => {
    const invited = await boss.post('/api/v1/people').send({ name: 'New', login: 'New@Example.org' });
    expect(invited.status).toBe(201);
    expect(invited.body.person).toMatchObject({ login: 'new@example.org', state: 'invited', role: 'member' });
    const token = /^\/link\/([\w-]{43})$/.exec(invited.body.link)![1]!;
    const visitor = request.agent(app.getHttpServer());
    const link = await visitor.get(`/api/v1/links/${token}`);
    expect(link.body).toMatchObject({ purpose: 'invitation', login: 'new@example.org', name: 'New' });
    expectProblem(
      await visitor.post(`/api/v1/links/${token}`).send({ password: 'new@example.org' }),
      422,
      'weak-password',
    );
    const accepted = await visitor
      .post(`/api/v1/links/${token}`)
      .send({ name: 'Newt', password: TEST_PASSWORD });
    expect(accepted.status).toBe(201);
    expect(accepted.body.person).toMatchObject({ name: 'Newt', state: 'active' });
    expect((await visitor.get('/api/v1/session')).status).toBe(200);
    expectProblem(await visitor.get(`/api/v1/links/${token}`), 404, 'link-not-found');
    expectProblem(
      await visitor.post(`/api/v1/links/${token}`).send({ password: TEST_PASSWORD }),
      404,
      'link-not-found',
    );
    const spaces = await visitor.get('/api/v1/spaces');
    expect(spaces.body.items).toMatchObject([{ kind: 'personal', role: 'owner', documentCount: 0 }]);
  });

  it('have logins of their own', async () => {
    expectProblem(await boss.post('/api/v1/people').send({ name: 'X', login: 'BOSS' }), 409, 'login-taken');
    expectProblem(
      await boss.post('/api/v1/people').send({ name: 'X', login: 'two words' }),
      400,
      'invalid-request',
    );
  });

  it('see each other by name alone, owners the accounts', async () => {
    await people.add({ login: 'viewer', name: 'Viewer', password: true });
    await boss.post('/api/v1/people').send({ name: 'Waiting', login: 'waiting' });
    const viewer = await signIn(app, 'viewer');
    const { items } = (await viewer.get('/api/v1/people')).body;
    expect(items.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Boss', 'Viewer']),
    );
    expect(JSON.stringify(items)).not.toMatch(/Waiting|login|role/);
    const seen = (await boss.get('/api/v1/people?query=wait')).body.items;
    expect(seen).toMatchObject([{ name: 'Waiting', login: 'waiting', state: 'invited', role: 'member' }]);
  });

  it('come in pages', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await boss.get(`/api/v1/people?limit=2${cursor && `&cursor=${cursor}`}`);
      names.push(...body.items.map(({ name }: { name: string }) => name.toLowerCase()));
      cursor = body.nextCursor;
    } while (cursor);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(names.length);
    for (const bad of ['nonsense', encodeCursor('x'), encodeCursor(['x', 'y'])])
      for (const list of ['people', 'spaces', 'audit'])
        expectProblem(await boss.get(`/api/v1/${list}?cursor=${bad}`), 400, 'invalid-request');
  });

  it('get a new password by a link, which ends their sessions and the older link', async () => {
    const { personId } = await people.add({ login: 'forgetful', password: true });
    const session = await signIn(app, 'forgetful');
    const links: string[] = [];
    for (let i = 0; i < 2; i++)
      links.push((await boss.post(`/api/v1/people/${personId}/reset-link`)).body.link);
    const accept = (link: string) =>
      request(app.getHttpServer())
        .post(`/api/v1/links/${link.split('/')[2]}`)
        .send({ password: 'a whole new sentence' });
    expectProblem(await accept(links[0]!), 404, 'link-not-found');
    expect((await accept(links[1]!)).status).toBe(201);
    expectProblem(await session.get('/api/v1/session'), 401, 'session-ended');
    await signIn(app, 'forgetful', 'a whole new sentence');
  });

  it('include an owner for ever', async () => {
    const last = { role: 'member' };
    expectProblem(await boss.patch(`/api/v1/people/${owner.personId}`).send(last), 409, 'last-owner');
    expectProblem(
      await boss.patch(`/api/v1/people/${owner.personId}`).send({ state: 'disabled' }),
      409,
      'last-owner',
    );
    expectProblem(await boss.delete(`/api/v1/people/${owner.personId}`), 409, 'last-owner');
    const second = await people.addOwner();
    expect((await boss.patch(`/api/v1/people/${second.personId}`).send(last)).body.role).toBe('member');
  });

  it('who own the company can be reset from the machine itself, others not', async () => {
    const { personId } = await people.addOwner({ login: 'lost-owner' });
    await test.database.query(
      `update person set failed_sign_ins = 9, locked_until = now() + interval '1 h',
      state = 'disabled' where id = $1`,
      [personId],
    );
    const token = await app.get(PeopleService).resetOwner(' Lost-Owner');
    const accept = request(app.getHttpServer())
      .post(`/api/v1/links/${token}`)
      .send({ password: TEST_PASSWORD });
    expect((await accept).status).toBe(201);
    await signIn(app, 'lost-owner');
    await boss.patch(`/api/v1/people/${personId}`).send({ role: 'member' });
    await expect(app.get(PeopleService).resetOwner('lost-owner')).rejects.toThrow('owner-not-found');
  });

  it('change their own name, language and consent, and take their data with them', async () => {
    const { personId } = await people.add({ login: 'self', password: true });
    const agent = await signIn(app, 'self');
    const change = { name: 'Self', locale: 'zh', trainingConsent: false };
    expect((await agent.patch('/api/v1/me').send(change)).body).toMatchObject({ name: 'Self', locale: 'zh' });
    expect((await agent.get('/api/v1/session')).body.trainingConsent).toBe(false);
    await app.get(PersonalTextStore).put(personId, 'feedback', newId(), { comment: 'too long' });
    const exported = await agent.get('/api/v1/me/export');
    expect(exported.body).toMatchObject({
      person: { login: 'self', trainingConsent: false },
      texts: [{ kind: 'feedback', value: { comment: 'too long' } }],
    });
    expect(exported.headers['content-disposition']).toContain('attachment');
    expect((await agent.delete('/api/v1/me/personal-text')).status).toBe(204);
    expect((await agent.get('/api/v1/me/export')).body.texts).toEqual([]);
  });
});

describe('erasing a person', () => {
  it('takes key, texts, rights, sessions, keys and personal space, hands shared spaces over, leaves a tombstone', async () => {
    const leaver = await people.add({ login: 'leaver', name: 'Leaver', password: true });
    const session = await signIn(app, 'leaver');
    const { secret } = (await session.post('/api/v1/api-keys').send({ name: 'k', scopes: ['admin'] })).body;
    const sole = await people.space(leaver, 'Sole');
    const shared = await people.space(leaver, 'Shared', [[{ person: owner }, 'owner']]);
    const other = await people.add();
    const owned = await people.space(other, 'Owned by other', [[{ person: leaver }, 'editor']]);
    const texts = app.get(PersonalTextStore);
    const answerId = newId();
    const personal = await app.get(AccessService).personalSpace(leaver);
    await addCitedDocument(personal, leaver);
    await addCitedDocument(sole, leaver);
    await texts.put(leaver.personId, 'answer', answerId, { question: 'why?' });
    expect((await boss.delete(`/api/v1/people/${leaver.personId}`)).status).toBe(204);

    expect(await texts.get('answer', answerId)).toBeNull();
    await expect(texts.put(leaver.personId, 'answer', newId(), {})).rejects.toThrow('person-erased');
    expectProblem(await session.get('/api/v1/session'), 401, 'session-ended');
    const bearer = request(app.getHttpServer())
      .get('/api/v1/spaces')
      .set('Authorization', `Bearer ${secret}`);
    expectProblem(await bearer, 401, 'api-key-unknown');
    const [row] = await test.database.query<Record<string, unknown>>('select * from person where id = $1', [
      leaver.personId,
    ]);
    expect(row).toMatchObject({
      state: 'erased',
      name: '',
      login: `erased-${leaver.personId}`,
      password_hash: null,
    });
    const left = await test.database.query(
      `select 1 from space where owner_id = $1 union all select 1 from space_grant where person_id = $1
       union all select 1 from person_key where person_id = $1 union all select 1 from personal_text where person_id = $1`,
      [leaver.personId],
    );
    expect(left).toEqual([]);
    expect([await documentsIn(personal), await documentsIn(sole)]).toEqual([0, 1]);
    expect(await rightsOf(owner, sole)).toBe('owner');
    expect(await rightsOf(owner, shared)).toBe('owner');
    expect(await rightsOf(owner, owned)).toBeNull();
    expectProblem(await boss.delete(`/api/v1/people/${leaver.personId}`), 404, 'person-not-found');
    expect((await boss.post('/api/v1/people').send({ name: 'Again', login: 'leaver' })).status).toBe(201);
    const audit = (await boss.get('/api/v1/audit?action=person.erase')).body.items;
    expect(audit).toMatchObject([{ actor: { name: 'Boss' }, objectId: leaver.personId }]);
  });
});

describe('groups', () => {
  it('give their members the rights they were given, as long as they are members', async () => {
    const [reader, outsider] = [await people.add({ name: 'Reader' }), await people.add()];
    const created = await boss.post('/api/v1/groups').send({ name: 'Sales' });
    expect([created.status, created.body.members]).toEqual([201, []]);
    const { id } = created.body;
    expectProblem(await boss.post('/api/v1/groups').send({ name: 'Sales' }), 409, 'group-name-taken');
    const added = await boss.put(`/api/v1/groups/${id}/members/${reader.personId}`);
    expect(added.body.members).toEqual([{ id: reader.personId, name: 'Reader' }]);
    expectProblem(await boss.put(`/api/v1/groups/${id}/members/${newId()}`), 404, 'person-not-found');
    const space = await people.space(owner, 'Sales space', [[{ groupId: id }, 'editor']]);
    expect([await rightsOf(reader, space), await rightsOf(outsider, space)]).toEqual(['editor', null]);
    await boss.delete(`/api/v1/groups/${id}/members/${reader.personId}`);
    expect(await rightsOf(reader, space)).toBeNull();
    expect((await boss.patch(`/api/v1/groups/${id}`).send({ name: 'Sellers' })).body.name).toBe('Sellers');
    expect((await boss.delete(`/api/v1/groups/${id}`)).status).toBe(204);
    expectProblem(await boss.delete(`/api/v1/groups/${id}`), 404, 'group-not-found');
  });

  it('are not taken from a space that they alone own', async () => {
    const member = await people.add();
    const groupId = await people.group('Owners of a space', [member]);
    const space = await people.space(member, 'Owned by a group', [[{ groupId }, 'owner']]);
    await test.database.query('delete from space_grant where space_id = $1 and person_id is not null', [
      space,
    ]);
    expectProblem(await boss.delete(`/api/v1/groups/${groupId}`), 409, 'last-space-owner');
    const leaving = await boss.delete(`/api/v1/groups/${groupId}/members/${member.personId}`);
    expectProblem(leaving, 409, 'last-space-owner');
    expect(await rightsOf(member, space)).toBe('owner');
  });
});

describe('spaces', () => {
  let keeper: Agent;
  let keeperActor: Actor;
  beforeAll(async () => {
    keeperActor = await people.add({ login: 'keeper', name: 'Keeper', password: true });
    keeper = await signIn(app, 'keeper');
  });
  const make = async (name: string): Promise<string> =>
    (await keeper.post('/api/v1/spaces').send({ name })).body.id as string;

  it('are invisible to whoever has no right, the owner of the company included', async () => {
    const id = await make('Secret plans');
    for (const response of [
      await boss.get(`/api/v1/spaces/${id}`),
      await boss.patch(`/api/v1/spaces/${id}`).send({ name: 'Mine' }),
      await boss.delete(`/api/v1/spaces/${id}`),
      await boss.post(`/api/v1/spaces/${id}/restore`),
      await boss.get(`/api/v1/spaces/${id}/grants`),
      await boss.put(`/api/v1/spaces/${id}/grants`).send({ personId: owner.personId, role: 'owner' }),
      await boss.get(`/api/v1/spaces/${newId()}`),
    ])
      expectProblem(response, 404, 'space-not-found');
    expect(JSON.stringify((await boss.get('/api/v1/spaces')).body)).not.toContain('Secret plans');
  });

  it('let readers read, editors edit and owners manage, from one request to the next', async () => {
    const id = await make('Graded');
    const grant = async (role: string): Promise<string> =>
      (await keeper.put(`/api/v1/spaces/${id}/grants`).send({ personId: owner.personId, role })).body
        .id as string;
    const access = app.get(AccessService);
    const grantId = await grant('reader');
    expect((await boss.get(`/api/v1/spaces/${id}`)).body).toMatchObject({ name: 'Graded', role: 'reader' });
    expectProblem(await boss.patch(`/api/v1/spaces/${id}`).send({ name: 'x' }), 403, 'space-role-missing');
    await expect(access.require(owner, 'document.write', id)).rejects.toThrow('space-role-missing');
    await grant('editor');
    await expect(access.require(owner, 'document.write', id)).resolves.toBeUndefined();
    expectProblem(await boss.get(`/api/v1/spaces/${id}/grants`), 403, 'space-role-missing');
    expect(await grant('owner')).toBe(grantId);
    expect((await boss.get(`/api/v1/spaces/${id}/grants`)).body.items).toHaveLength(2);
    expect((await boss.delete(`/api/v1/spaces/${id}/grants/${grantId}`)).status).toBe(204);
    expectProblem(await boss.get(`/api/v1/spaces/${id}`), 404, 'space-not-found');
  });

  it('never lose their last owner', async () => {
    const id = await make('Owned');
    const [grant] = (await keeper.get(`/api/v1/spaces/${id}/grants`)).body.items;
    expectProblem(await keeper.delete(`/api/v1/spaces/${id}/grants/${grant.id}`), 409, 'last-space-owner');
    const demote = { personId: keeperActor.personId, role: 'reader' };
    expectProblem(await keeper.put(`/api/v1/spaces/${id}/grants`).send(demote), 409, 'last-space-owner');
    const second = await people.add({ login: 'second-keeper', password: true });
    await people.grant(id, { person: second }, 'owner');
    const other = await signIn(app, 'second-keeper');
    const both = await Promise.all([
      keeper.put(`/api/v1/spaces/${id}/grants`).send({ personId: second.personId, role: 'reader' }),
      other.put(`/api/v1/spaces/${id}/grants`).send(demote),
    ]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('are granted to one of a person, a group or everyone', async () => {
    const id = await make('Granted');
    const put = (body: object) => keeper.put(`/api/v1/spaces/${id}/grants`).send(body);
    expectProblem(await put({ role: 'reader' }), 400, 'invalid-request');
    expectProblem(
      await put({ role: 'reader', everyone: true, personId: owner.personId }),
      400,
      'invalid-request',
    );
    expectProblem(await put({ role: 'owner', everyone: true }), 400, 'invalid-request');
    expectProblem(await put({ role: 'reader', personId: newId() }), 404, 'person-not-found');
    expectProblem(await put({ role: 'reader', groupId: newId() }), 404, 'group-not-found');
    expect((await put({ role: 'reader', everyone: true })).body).toMatchObject({
      everyone: true,
      person: null,
    });
    expect(await rightsOf(await people.add(), id)).toBe('reader');
    expectProblem(await keeper.delete(`/api/v1/spaces/${id}/grants/${newId()}`), 404, 'grant-not-found');
  });

  it('are gone at once when deleted, come back when restored, and are purged when the time is over', async () => {
    const id = await make('Deleted');
    await people.grant(id, { person: owner }, 'editor');
    await addCitedDocument(id, keeperActor);
    expect((await keeper.get(`/api/v1/spaces/${id}`)).body.documentCount).toBe(1);
    expect((await keeper.delete(`/api/v1/spaces/${id}`)).status).toBe(204);
    expectProblem(await keeper.get(`/api/v1/spaces/${id}`), 404, 'space-not-found');
    expect(await rightsOf(owner, id)).toBeNull();
    const deleted = (await keeper.get('/api/v1/spaces?deleted=true')).body.items;
    expect(deleted).toMatchObject([{ id, name: 'Deleted', deletedAt: expect.stringMatching(/Z$/) }]);
    expect((await boss.get('/api/v1/spaces?deleted=true')).body.items).toEqual([]);
    expectProblem(await boss.post(`/api/v1/spaces/${id}/restore`), 404, 'space-not-found');
    expect((await keeper.post(`/api/v1/spaces/${id}/restore`)).body).toMatchObject({ id, deletedAt: null });
    expect(await rightsOf(owner, id)).toBe('editor');
    await keeper.delete(`/api/v1/spaces/${id}`);
    expect(await app.get(SpacesService).purgeDeleted()).toEqual([]);
    await test.database.query(`update space set deleted_at = now() - interval '31 days' where id = $1`, [id]);
    expect(await app.get(SpacesService).purgeDeleted()).toEqual([id]);
    expect(await documentsIn(id)).toBe(0);
    expectProblem(await keeper.post(`/api/v1/spaces/${id}/restore`), 404, 'space-not-found');
  });

  it('that are personal cannot be shared, renamed or deleted', async () => {
    const id = await app.get(AccessService).personalSpace(keeperActor);
    const share = { everyone: true, role: 'reader' };
    expectProblem(await keeper.put(`/api/v1/spaces/${id}/grants`).send(share), 409, 'space-personal');
    expectProblem(await keeper.patch(`/api/v1/spaces/${id}`).send({ name: 'x' }), 409, 'space-personal');
    expectProblem(await keeper.delete(`/api/v1/spaces/${id}`), 409, 'space-personal');
    expect(
      (await keeper.patch(`/api/v1/spaces/${id}`).send({ trainingConsent: true })).body.trainingConsent,
    ).toBe(true);
  });
});
