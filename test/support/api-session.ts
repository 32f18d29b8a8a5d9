import { setTimeout as sleep } from 'node:timers/promises';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert the shape of what they read
type Loose = any;

/** What came back, whatever it was: tests look at failures as well. */
export interface ApiResponse<T = Loose> {
  status: number;
  body: T;
  headers: Headers;
}

export interface StreamEvent {
  id: number;
  event: string;
  data: Loose;
}

/** One person's session with a started product, as a browser holds it: cookie and CSRF token, or nothing at all. */
export class ApiSession {
  private cookie = '';
  private csrfToken = '';

  constructor(
    readonly url: string,
    private readonly bearer?: string,
  ) {}

  static async asOwner(url: string, token: string, login = 'owner'): Promise<ApiSession> {
    const session = new ApiSession(url);
    const body = { token, name: 'Olive Owner', login, password: 'correct horse battery', locale: 'en' };
    session.keep(await session.request('POST', '/setup/owner', body));
    return session;
  }

  static async signIn(url: string, login: string, password = 'correct horse battery'): Promise<ApiSession> {
    const session = new ApiSession(url);
    session.keep(await session.request('POST', '/session', { login, password }));
    return session;
  }

  /** Invites a person and accepts for them. */
  async addPerson(login: string, name = login): Promise<{ id: string; session: ApiSession }> {
    const { person, link } = await this.ok('POST', '/people', { name, login, role: 'member', locale: 'en' });
    const token = String(link).split('/').at(-1)!;
    const session = new ApiSession(this.url);
    session.keep(
      await session.request('POST', `/links/${token}`, { name, password: 'correct horse battery' }),
    );
    return { id: person.id, session };
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse> {
    const response = await fetch(this.address(path), {
      method,
      headers: {
        ...this.headers(),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await parsed(response), headers: response.headers };
  }

  /** The body of a request that must succeed. */
  async ok(method: string, path: string, body?: unknown): Promise<Loose> {
    const response = await this.request(method, path, body);
    if (response.status >= 300)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(response.body)}`);
    return response.body;
  }

  async addSpace(name: string): Promise<string> {
    return (await this.ok('POST', '/spaces', { name })).id;
  }

  async upload(
    uploadId: string,
    name: string,
    content: Uint8Array | string,
    folder = '',
  ): Promise<ApiResponse> {
    const form = new FormData();
    if (folder) form.append('path', folder);
    form.append('file', new Blob([content as BlobPart]), name);
    const response = await fetch(this.address(`/uploads/${uploadId}/files`), {
      method: 'POST',
      headers: this.headers(),
      body: form,
    });
    return { status: response.status, body: await parsed(response), headers: response.headers };
  }

  /** Uploads files as one drop and returns the upload's id. */
  async drop(spaceId: string, files: Record<string, Uint8Array | string>): Promise<string> {
    const { id } = await this.ok('POST', `/spaces/${spaceId}/uploads`, { files: Object.keys(files).length });
    for (const [name, content] of Object.entries(files)) {
      const { status, body } = await this.upload(id, name, content);
      if (status >= 300) throw new Error(`upload of ${name}: ${status} ${JSON.stringify(body)}`);
    }
    return id;
  }

  /** Waits until every file of an upload is ready or failed. */
  async settled(uploadId: string, { timeoutMs = 120_000 } = {}): Promise<Loose> {
    for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(300)) {
      const upload = await this.ok('GET', `/uploads/${uploadId}`);
      if (
        upload.files.every((file: { state: string }) => ['ready', 'failed', 'cancelled'].includes(file.state))
      )
        return upload;
    }
    throw new Error(
      `upload ${uploadId} did not settle: ${JSON.stringify(await this.ok('GET', `/uploads/${uploadId}`))}`,
    );
  }

  /** Asks and reads the stream to its end; returns the events and the final answer. */
  async ask(question: string, more: object = {}): Promise<{ events: StreamEvent[]; answer: Loose }> {
    const events: StreamEvent[] = [];
    for await (const event of this.stream('/answers', { question, ...more })) events.push(event);
    const last = events.at(-1);
    if (last?.event !== 'answer-end') throw new Error(`no answer-end: ${JSON.stringify(last)}`);
    return { events, answer: last.data.answer };
  }

  async *stream(
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): AsyncGenerator<StreamEvent> {
    const response = await fetch(this.address(path), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...this.headers(),
        'Content-Type': 'application/json',
        Accept: 'text/event-stream',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ?? null,
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    let buffered = '';
    for await (const chunk of response.body!.pipeThrough(
      new TextDecoderStream() as never,
    ) as unknown as AsyncIterable<string>) {
      buffered += chunk;
      const parts = buffered.split('\n\n');
      buffered = parts.pop()!;
      for (const part of parts) {
        const event = parseEvent(part);
        if (event) yield event;
      }
    }
  }

  private keep({ status, body, headers }: ApiResponse): void {
    if (status >= 300) throw new Error(`sign-in: ${status} ${JSON.stringify(body)}`);
    this.cookie = headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
    this.csrfToken = body.csrfToken;
  }

  private headers(): Record<string, string> {
    if (this.bearer) return { Authorization: `Bearer ${this.bearer}` };
    return this.cookie ? { Cookie: this.cookie, 'X-CSRF-Token': this.csrfToken } : {};
  }

  private address(path: string): string {
    return path.startsWith('/v1/') || path.startsWith('/health')
      ? `${this.url}${path}`
      : `${this.url}/api/v1${path}`;
  }
}

function parseEvent(text: string): StreamEvent | null {
  const fields = new Map(
    text
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  if (!fields.get('data')) return null;
  return {
    id: Number(fields.get('id')),
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data')!),
  };
}

async function parsed(response: Response): Promise<unknown> {
  const text = await response.text();
  return /json/.test(response.headers.get('content-type') ?? '') && text ? JSON.parse(text) : text;
}
