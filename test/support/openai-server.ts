import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with the next chat request. */
export type Script =
  | string
  | ((messages: { role: string; content: string }[]) => string)
  | {
      text?: string;
      /** Pause before the first byte and between pieces. */
      pauseMs?: number;
      finishReason?: 'stop' | 'length';
      /** Ends the connection after so many pieces. */
      cutAfter?: number;
      status?: number;
      body?: string;
      /** Sent as one event instead of a completion. */
      garbage?: string;
      withoutUsage?: boolean;
    };

export interface OpenAiTestServer {
  url: string;
  /** Answers in order; the last one stays. */
  script(...scripts: Script[]): void;
  /** Bodies of the requests that came. */
  requests: { path: string; body: Record<string, unknown>; authorization: string | undefined }[];
  /** Streams whose reader went away. */
  cancelled: number;
  /** Chat requests at work now, and the most at one time. */
  atWork: number;
  mostAtOnce: number;
  /** Words of a prompt that it reads. */
  contextWords: number;
  /** LoRA adapters that were loaded and not unloaded, by name. */
  adapters: Map<string, string>;
  dimensions: number;
  close(): Promise<void>;
}

/** A scripted OpenAI-compatible server: chat completions (streaming), embeddings, and every way to fail. */
export async function startOpenAiServer(): Promise<OpenAiTestServer> {
  let scripts: Script[] = ['Hello.'];
  const self = {
    requests: [],
    cancelled: 0,
    atWork: 0,
    mostAtOnce: 0,
    contextWords: Infinity,
    adapters: new Map<string, string>(),
    dimensions: 384,
  } as unknown as OpenAiTestServer;
  const server = http.createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const body = text ? (JSON.parse(text) as Record<string, unknown>) : {};
      const path = new URL(request.url ?? '/', 'http://server').pathname;
      self.requests.push({ path, body, authorization: request.headers.authorization });
      const script = scripts.length > 1 ? scripts.shift()! : scripts[0]!;
      if (path === '/v1/embeddings') embeddings(response, body, script, self.dimensions);
      else if (path === '/v1/chat/completions') {
        self.mostAtOnce = Math.max(self.mostAtOnce, ++self.atWork);
        response.once('close', () => self.atWork--);
        void chat(response, body, script, self);
      } else if (path === '/v1/models')
        response.end('{"object":"list","data":[{"id":"big-1"},{"id":"big-2"}]}');
      else if (path.endsWith('lora_adapter')) adapters(response, path, body, self.adapters);
      else response.writeHead(404).end('{"error":{"message":"no such route"}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  self.script = (...next) => (scripts = next);
  self.close = () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve())));
  return self;
}

type Options = Exclude<Script, string | ((...messages: never[]) => string)>;

function optionsOf(script: Script, body: Record<string, unknown>): Options {
  if (typeof script === 'string') return { text: script };
  if (typeof script === 'function')
    return { text: script(body['messages'] as { role: string; content: string }[]) };
  return script;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function chat(
  response: http.ServerResponse,
  body: Record<string, unknown>,
  script: Script,
  server: OpenAiTestServer,
): Promise<void> {
  const options = optionsOf(script, body);
  const { pauseMs = 0, cutAfter = Infinity } = options;
  let gone = false;
  response.on('close', () => {
    if (!response.writableFinished) server.cancelled++;
    gone = true;
  });
  await pause(pauseMs);
  if (options.status)
    return void response.writeHead(options.status, { 'retry-after': '7' }).end(options.body ?? '{}');
  const promptWords = wordsOf(body['messages'] as { content: string }[]);
  if (promptWords > server.contextWords)
    return void response.writeHead(400).end('{"error":{"message":"longer than the maximum context"}}');
  const { text, pieces, reason } = completion(options, body);
  const usage = {
    prompt_tokens: 8 + promptWords,
    completion_tokens: pieces.length,
    total_tokens: 8 + promptWords + pieces.length,
  };
  if (!body['stream']) {
    const message = { role: 'assistant', content: text };
    return void response.end(
      JSON.stringify({ choices: [{ index: 0, message, finish_reason: reason }], usage }),
    );
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: object): boolean => response.write(`data: ${JSON.stringify(event)}\n\n`);
  if (options.garbage !== undefined) return void response.end(`data: ${options.garbage}\n\n`);
  for (const [i, content] of pieces.entries()) {
    if (gone) return;
    if (i >= cutAfter) return void response.destroy();
    send({ choices: [{ index: 0, delta: { content }, ...chances(content, body), finish_reason: null }] });
    if (pauseMs) await pause(pauseMs);
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
  if (!options.withoutUsage) send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}

const wordsOf = (messages: readonly { content: string }[]): number =>
  messages.reduce((sum, { content }) => sum + content.trim().split(/\s+/).length, 0);

/** What is written: the script, or the first value of a schema's enum; until a stop string, and so many pieces at most. */
function completion(options: Options, body: Record<string, unknown>) {
  const format = body['response_format'] as { json_schema: { schema: { enum?: unknown[] } } } | undefined;
  const allowed = format?.json_schema.schema.enum;
  const script = allowed ? JSON.stringify(allowed[0]) : (options.text ?? '');
  const stops = ((body['stop'] ?? []) as string[]).map((stop) => script.indexOf(stop));
  const whole = script.slice(0, Math.min(script.length, ...stops.filter((at) => at >= 0)));
  const pieces = limited(whole, body['max_tokens'] as number | undefined);
  const text = pieces.join('');
  return { text, pieces, reason: text === whole ? (options.finishReason ?? 'stop') : 'length' };
}

/** Made up: each piece as one token, with as many others as were asked for. */
function chances(token: string, { logprobs, top_logprobs }: Record<string, unknown>): object {
  if (!logprobs) return {};
  const top = Array.from({ length: top_logprobs as number }, (_, i) => ({ token, logprob: -0.1 - i }));
  return { logprobs: { content: [{ token, logprob: -0.1, top_logprobs: top }] } };
}

/** One word a piece, at most so many. */
const limited = (text: string, most = Infinity): string[] =>
  (text.match(/\p{Script=Han}|\S+\s*|\s+/gu) ?? []).slice(0, most);

/** As vLLM answers: plain text, and 400 for what is loaded already or is not there. */
function adapters(
  response: http.ServerResponse,
  path: string,
  body: Record<string, unknown>,
  loaded: Map<string, string>,
): void {
  const name = String(body['lora_name']);
  const isLoad = path === '/v1/load_lora_adapter';
  if (loaded.has(name) === isLoad)
    return void response
      .writeHead(400)
      .end(`{"error":{"message":"${name} is ${isLoad ? 'already' : 'not'} loaded"}}`);
  if (isLoad) loaded.set(name, String(body['lora_path']));
  else loaded.delete(name);
  response.end(`Success: ${name}`);
}

function embeddings(
  response: http.ServerResponse,
  body: Record<string, unknown>,
  script: Script,
  dimensions: number,
): void {
  const options = optionsOf(script, {});
  if (options.status) return void response.writeHead(options.status).end(options.body ?? '{}');
  if (options.garbage !== undefined) return void response.end(options.garbage);
  const input = body['input'] as string[];
  const data = input.map((text, index) => ({ index, embedding: hashed(text, dimensions) })).reverse();
  response.end(JSON.stringify({ data, usage: { prompt_tokens: 1, total_tokens: 1 } }));
}

/** A vector whose directions are the words of the text, so that texts with common words are near. */
function hashed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    let at = 7;
    for (const character of word) at = (at * 31 + character.codePointAt(0)!) % dimensions;
    vector[at]! += 3;
  }
  return vector;
}
