import fs from 'node:fs';
import path from 'node:path';
import { ApiSession, type ApiResponse } from '../support/api-session.js';
import { type Product, hasBuild, root, startProduct } from '../support/product.js';

/**
 * Every route of the contract × owner, editor, reader, stranger, signed out × own and other space, generated from
 * backend/openapi.json: a new route is in the matrix the day it exists. A leak is any trace of the closed space
 * (title, text, name, id, count) in what somebody without rights gets.
 */
const when = hasBuild() ? describe : describe.skip;
const contract = JSON.parse(fs.readFileSync(path.join(root, 'backend/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, { requestBody?: unknown }>>;
};

const canaries = ['Zebrafish', 'quokka', 'Narwhal'];
const roles = ['owner', 'editor', 'reader'] as const;
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Ends sessions, changes the caller's own account, or streams without end: not part of a rights matrix. */
const leftOut = /\/(session|sessions|setup|links|me)(\/|$)|\/stream$/;

/** Bodies that would do something if the caller had the right. */
const bodies: Record<string, object> = {
  'POST /spaces': { name: 'Mine' },
  'PATCH /spaces/{id}': { name: 'Taken over' },
  'PUT /spaces/{id}/grants': { everyone: true, role: 'reader' },
  'POST /spaces/{id}/uploads': { files: 1 },
  'PATCH /documents/{id}': { title: 'Taken over' },
  'POST /search': { query: 'quokka Zebrafish' },
  'POST /answers': { question: 'What does the quokka do?' },
  'POST /answers/{id}/feedback': { kind: 'up' },
  'POST /conversations': {},
  'PATCH /conversations/{id}': { title: 'Taken over' },
  'POST /groups': { name: 'Group' },
  'PATCH /groups/{id}': { name: 'Group 2' },
  'POST /people': { name: 'X', login: 'x-matrix' },
  'PATCH /people/{id}': { name: 'X' },
  'POST /api-keys': { name: 'k', scopes: ['chat'] },
  'PUT /models/assignment': { mode: null },
  'PUT /models/{id}/setting': { precision: 'auto', contextTokens: 4096 },
  'PUT /model-servers/{id}': { baseUrl: 'http://127.0.0.1:9/v1', model: 'm' },
  'PUT /model-routes/{skill}': { modelId: null, fallbackId: null },
};

interface Route {
  method: string;
  path: string;
}

const routes: Route[] = Object.entries(contract.paths).flatMap(([full, operations]) =>
  methods
    .filter((method) => method in operations)
    .map((method) => ({ method: method.toUpperCase(), path: full.replace(/^\/api\/v1/, '') }))
    .filter(({ path: route }) => !leftOut.test(route) && !/^\/(health|metrics|v1)/.test(route)),
);

interface Things {
  spaceId: string;
  documentId: string;
  versionId: string;
  uploadId: string;
  conversationId: string;
  answerId: string;
}

when(`rights matrix${hasBuild() ? '' : ' (skipped: not built, run npm run build)'}`, () => {
  let product: Product;
  let admin: ApiSession;
  const people = {} as Record<(typeof roles)[number] | 'stranger' | 'bystander', ApiSession>;
  const ids = {} as Record<string, string>;
  let closed: Things;
  let strangers: Things;

  beforeAll(async () => {
    product = await startProduct({ env: { DESKMATE_REQUESTS_PER_MINUTE: '100000' } });
    admin = await ApiSession.asOwner(product.url, product.token!);
    for (const name of [...roles, 'stranger', 'bystander'] as const) {
      const { id, session } = await admin.addPerson(`${name}-person`);
      people[name] = session;
      ids[name] = id;
    }
    closed = await fill(
      people.owner,
      'Narwhal plans',
      'Zebrafish.md',
      '# Zebrafish\n\nThe quokka guards the vault at night.\n',
    );
    strangers = await fill(people.stranger, 'My notes', 'notes.md', '# Notes\n\nThe heron walks at noon.\n');
    for (const role of ['editor', 'reader'] as const) {
      await people.owner.ok('PUT', `/spaces/${closed.spaceId}/grants`, { personId: ids[role], role });
    }
  }, 240_000);
  afterAll(() => product?.stop());

  it('covers the contract', () => {
    expect(routes.length).toBeGreaterThan(40);
    const unsafe = routes
      .filter(({ method }) => ['PATCH', 'PUT'].includes(method))
      .map(({ method, path: p }) => `${method} ${p}`);
    expect(unsafe.filter((route) => !(route in bodies) && !/members|grants/.test(route))).toEqual([]);
  });

  it.each(roles)('lets the %s read what belongs to the space', async (role) => {
    for (const route of readsOfDocuments()) {
      const response = await call(people[role], route, closed);
      expect({ route: label(route), status: response.status }).toEqual({ route: label(route), status: 200 });
    }
    expect(await text(people[role], 'POST /search', closed)).toContain('quokka');
  });

  it('lets a reader change nothing, an editor no rights', async () => {
    const changes = [
      'PATCH /documents/{id}',
      'DELETE /documents/{id}',
      'POST /spaces/{id}/uploads',
      'POST /documents/{id}/retry',
    ];
    for (const route of changes)
      expect(await status(people.reader, route, closed)).toBeGreaterThanOrEqual(400);
    for (const route of ['PUT /spaces/{id}/grants', 'DELETE /spaces/{id}', 'GET /spaces/{id}/grants']) {
      expect(await status(people.editor, route, closed)).toBeGreaterThanOrEqual(400);
      expect(await status(people.reader, route, closed)).toBeGreaterThanOrEqual(400);
    }
    expect((await people.owner.ok('GET', `/documents/${closed.documentId}`)).title).toContain('Zebrafish');
  });

  it.each(['stranger', 'company owner', 'signed out'] as const)(
    'leaks nothing of the closed space to the %s, on any route',
    async (who) => {
      const session =
        who === 'stranger' ? people.stranger : who === 'company owner' ? admin : new ApiSession(product.url);
      const leaks: string[] = [];
      for (const route of routes) {
        const response = await call(session, route, closed);
        // the audit log names objects by id for the company's owner, and nothing else of them
        const found = tracesIn(response, route.path === '/audit' ? [] : Object.values(closed));
        const succeeded =
          response.status < 300 &&
          namesAnObject(route) &&
          route.path.match(/^\/(spaces|documents|uploads|answers|conversations)\//);
        if (found.length || succeeded) leaks.push(`${label(route)} ${response.status} ${found.join(',')}`);
      }
      expect(leaks).toEqual([]);
      const mine = await people.owner.ok('GET', `/documents/${closed.documentId}`);
      expect(mine).toMatchObject({ deletedAt: null, spaceId: closed.spaceId });
    },
    240_000,
  );

  it('answers for the closed and for the non-existing alike', async () => {
    const nowhere = Object.fromEntries(
      Object.keys(closed).map((key) => [key, '0198a7b0-0000-7000-8000-000000000000']),
    ) as unknown as Things;
    for (const route of routes.filter((one) => one.method === 'GET' && namesAnObject(one))) {
      if (!/^\/(spaces|documents|uploads|answers|conversations)\//.test(route.path)) continue;
      const [there, not] = [
        await call(people.stranger, route, closed),
        await call(people.stranger, route, nowhere),
      ];
      expect({ route: label(route), status: there.status, code: there.body.code }).toEqual({
        route: label(route),
        status: not.status,
        code: not.body.code,
      });
    }
  });

  it('follows a change of rights at once: moved away, the reader sees nothing; granted, the stranger does', async () => {
    const elsewhere = await people.owner.addSpace('Elsewhere');
    await people.owner.ok('PATCH', `/documents/${closed.documentId}`, { spaceId: elsewhere });
    expect(await text(people.reader, 'POST /search', closed)).not.toContain('quokka');
    expect(await status(people.reader, 'GET /documents/{id}', closed)).toBe(404);
    await people.owner.ok('PUT', `/spaces/${elsewhere}/grants`, {
      personId: ids['stranger'],
      role: 'reader',
    });
    expect(await text(people.stranger, 'POST /search', closed)).toContain('quokka');
  });

  async function fill(
    session: ApiSession,
    spaceName: string,
    fileName: string,
    content: string,
  ): Promise<Things> {
    const spaceId = await session.addSpace(spaceName);
    const uploadId = await session.drop(spaceId, { [fileName]: content });
    await session.settled(uploadId);
    const { items } = await session.ok('GET', `/spaces/${spaceId}/documents`);
    const { answer } = await session.ask('Who guards the vault at night?', { spaceIds: [spaceId] });
    const [{ id: documentId, version }] = items;
    return {
      spaceId,
      documentId,
      versionId: version.id,
      uploadId,
      conversationId: answer.conversationId,
      answerId: answer.id,
    };
  }

  function readsOfDocuments(): Route[] {
    return routes.filter(
      ({ method, path: route }) =>
        method === 'GET' && /^\/(documents\/\{id\}|spaces\/\{id\}(\/documents)?$)/.test(route),
    );
  }

  function call(session: ApiSession, { method, path: route }: Route, things: Things): Promise<ApiResponse> {
    const target = route
      .replace('{versionId}', things.versionId)
      .replace('{personId}', ids['bystander']!)
      .replace('{grantId}', things.spaceId)
      .replace('{id}', objectOf(route, things));
    const body = bodies[`${method} ${route}`] ?? (method === 'GET' || method === 'DELETE' ? undefined : {});
    return session.request(method, target, body);
  }

  const status = async (session: ApiSession, route: string, things: Things): Promise<number> =>
    (await call(session, parse(route), things)).status;
  const text = async (session: ApiSession, route: string, things: Things): Promise<string> =>
    JSON.stringify((await call(session, parse(route), things)).body);

  function objectOf(route: string, things: Things): string {
    if (route.startsWith('/spaces')) return things.spaceId;
    if (route.startsWith('/documents')) return things.documentId;
    if (route.startsWith('/uploads')) return things.uploadId;
    if (route.startsWith('/answers')) return things.answerId;
    if (route.startsWith('/conversations')) return things.conversationId;
    if (route.startsWith('/people')) return ids['bystander']!;
    return strangers.spaceId;
  }

  function tracesIn({ body }: ApiResponse, objectIds: string[]): string[] {
    const answer = (typeof body === 'string' ? body : JSON.stringify(body)).replaceAll(
      'What does the quokka do?',
      '',
    );
    return [...canaries, ...objectIds].filter((trace) => answer.includes(trace));
  }
});

const label = ({ method, path: route }: Route): string => `${method} ${route}`;
const namesAnObject = ({ path: route }: Route): boolean => route.includes('{');
const parse = (route: string): Route => ({ method: route.split(' ')[0]!, path: route.split(' ')[1]! });
