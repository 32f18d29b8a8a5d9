import { ApiClient } from './api-client.js';
import { Http } from './http.js';

const problem = (status: number, code: string, headers = {}) =>
  new Response(JSON.stringify({ status, code, detail: 'Says why.', correlationId: 'c-1' }), {
    status,
    headers,
  });

function recording(...replies: (() => Response)[]) {
  const requests: { url: string; method?: string; headers: Record<string, string>; body?: string }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    requests.push({ url: String(url), ...init } as never);
    const reply = replies.shift();
    if (!reply) throw new TypeError('refused');
    return reply();
  };
  return { requests, fetch };
}

const session = () =>
  new Response(
    JSON.stringify({ person: { name: 'Ann' }, csrfToken: 'token-1', permissions: [], expiresAt: '' }),
  );

it('sends the CSRF token of the session with unsafe requests alone', async () => {
  const { requests, fetch } = recording(
    session,
    () => new Response('{}'),
    () => new Response('{}'),
  );
  const api = new ApiClient({ fetch });
  await api.session.get();
  await api.spaces.list();
  await api.spaces.create({ name: 'Kitchen' });
  expect(requests.map(({ headers }) => headers['X-CSRF-Token'])).toEqual([undefined, undefined, 'token-1']);
});

it('turns a problem document into an ApiProblem', async () => {
  const { fetch } = recording(() => problem(404, 'space-not-found'));
  const api = new ApiClient({ fetch, retryDelaysMs: [] });
  await expect(api.spaces.get('x')).rejects.toMatchObject({
    status: 404,
    code: 'space-not-found',
    correlationId: 'c-1',
  });
});

it('makes a plain sentence of a page that some proxy sent', async () => {
  const { fetch } = recording(() => new Response('<html>Bad gateway</html>', { status: 502 }));
  const api = new ApiClient({ fetch, retryDelaysMs: [] });
  await expect(api.spaces.get('x')).rejects.toMatchObject({
    code: 'http-502',
    detail: expect.stringContaining('502'),
  });
});

it('repeats safe requests and those with an idempotency key, with the same key', async () => {
  const { requests, fetch } = recording(
    () => problem(503, 'busy'),
    () => problem(503, 'busy'),
    () => new Response('{}'),
  );
  const api = new ApiClient({ fetch, retryDelaysMs: [0, 0] });
  await api.spaces.create({ name: 'Kitchen' });
  const keys = requests.map(({ headers }) => headers['Idempotency-Key']);
  expect(requests).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

it('never repeats signing in, nor what the server refused for good', async () => {
  const signIn = recording(() => problem(503, 'busy'), session);
  await expect(
    new ApiClient({ ...signIn, retryDelaysMs: [0] }).session.signIn({ login: 'a', password: 'b' }),
  ).rejects.toMatchObject({ code: 'busy' });
  expect(signIn.requests).toHaveLength(1);
  const refused = recording(
    () => problem(403, 'forbidden'),
    () => new Response('{}'),
  );
  await expect(new Http({ ...refused, retryDelaysMs: [0] }).json('/x')).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(refused.requests).toHaveLength(1);
});

it('reports when no answer comes any more, and when one came', async () => {
  const reports: boolean[] = [];
  const { fetch } = recording(() => new Response('{}'));
  const api = new ApiClient({
    fetch,
    retryDelaysMs: [],
    onReachable: (reachable) => reports.push(reachable),
  });
  await api.spaces.list();
  await api.spaces.list().catch(() => undefined);
  expect(reports).toEqual([true, false]);
});

it('puts lists into a query and leaves out what is not set', () => {
  expect(
    new Http().url('/spaces/1/documents', { query: 'a b', sort: undefined, folder: '', ids: ['1', '2'] }),
  ).toBe('/api/v1/spaces/1/documents?query=a+b&ids=1&ids=2');
});
