import type {
  GenerateEvent,
  GenerateRequest,
  Generator,
} from '../../backend/api/src/models/gateway/model.js';
import { Problem } from '../../backend/api/src/platform/index.js';

export const ask = (content: string, extra: Partial<GenerateRequest> = {}): GenerateRequest => ({
  messages: [{ role: 'user', content }],
  maxTokens: 24,
  ...extra,
});

export const collect = async (stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> => {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};
export const textOf = (events: readonly GenerateEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');
export const endOf = (events: readonly GenerateEvent[]) => {
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('the stream has no end');
  return end;
};

/** Trying again makes sense, and when is said. */
export const isRetryable = (problem: Problem): boolean => problem.extra.retryAfterS !== undefined;

const STOP_MS = 1_000; // 200 ms are promised; the machine may be busy
const STORY = ask('Write a long story about a ship.', { maxTokens: 400 });

/**
 * What every `Generator` does, whichever engine is behind it. `isAtWork`: whether that engine works on any request now,
 * where that can be seen. Its model reads at most 9,000 tokens.
 */
export function itActsAsGenerator(generator: () => Generator, isAtWork?: () => Promise<boolean>): void {
  const run = (request: GenerateRequest, signal?: AbortSignal): Promise<GenerateEvent[]> =>
    collect(generator().generate(request, signal));

  async function restsWithin(ms: number): Promise<void> {
    const since = performance.now();
    while (await isAtWork?.()) {
      if (performance.now() - since > ms) throw new Error(`it is still at work after ${ms} ms`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('streams text and ends once with a reason and the usage', async () => {
    const events = await run(ask('Say hello to the team.'));
    expect(textOf(events).length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'text').length).toBeGreaterThan(1);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
    expect(['complete', 'length']).toContain(endOf(events).finishReason);
  });

  it('counts the tokens of prompt and answer', async () => {
    const short = endOf(await run(ask('Hello', { maxTokens: 3 }))).usage;
    const long = endOf(await run(ask('Hello there, team. '.repeat(20), { maxTokens: 3 }))).usage;
    expect(short.completionTokens).toBeGreaterThan(0);
    expect(short.completionTokens).toBeLessThanOrEqual(3);
    expect(long.promptTokens).toBeGreaterThan(short.promptTokens + 50);
  });

  it('ends with `length` when the tokens are used up', async () => {
    const events = await run(ask('Count from one to one hundred in words.', { maxTokens: 3 }));
    expect(endOf(events)).toMatchObject({ finishReason: 'length', usage: { completionTokens: 3 } });
  });

  it('ends before a stop string, and says none of it', async () => {
    const story = { ...STORY, maxTokens: 60 };
    const whole = textOf(await run(story));
    const stop = whole.slice(20, 26);
    const events = await run({ ...story, stop: [stop] });
    expect(textOf(events)).toBe(whole.slice(0, whole.indexOf(stop)));
    expect(endOf(events).finishReason).toBe('complete');
    await restsWithin(STOP_MS);
  });

  it.each([
    ['greedy', {}],
    ['seeded', { temperature: 1, seed: 7 }],
  ])('gives the same text for the same %s request', async (_, sampling) => {
    const request = ask('Name three colours.', sampling);
    const first = textOf(await run(request));
    expect(first.length).toBeGreaterThan(0);
    expect(textOf(await run(request))).toBe(first);
  });

  it('keeps a schema, and hands on whole characters only', async () => {
    const only = 'Grüße, 你好 😀!';
    const events = await run(ask('Greet the team.', { schema: { enum: [only] }, maxTokens: 60 }));
    expect(JSON.parse(textOf(events))).toBe(only);
    for (const event of events) if (event.type === 'text') expect(event.text).not.toMatch(/\p{Surrogate}/u);
    expect(textOf(events)).not.toContain('\ufffd');
  });

  it('tells how likely each token was, and what else might have come', async () => {
    const events = await run(ask('Say hello to the team.', { logProbs: 2 }));
    const told = events.flatMap((event) => (event.type === 'text' ? (event.logProbs ?? []) : []));
    expect(told.length).toBeGreaterThan(1);
    for (const { logProb, top } of told) {
      expect(logProb).toBeLessThanOrEqual(0);
      expect(top).toHaveLength(2);
    }
    expect(told.map(({ text }) => text).join('')).toContain(textOf(events).trim());
  });

  it('ends with `stopped` soon after it is cancelled, keeps what came, and leaves the work', async () => {
    const stop = new AbortController();
    const events: GenerateEvent[] = [];
    let cancelledAt = 0;
    for await (const event of generator().generate(STORY, stop.signal)) {
      events.push(event);
      if (event.type !== 'text' || cancelledAt) continue;
      if (isAtWork) expect(await isAtWork()).toBe(true);
      cancelledAt = performance.now();
      stop.abort();
    }
    expect(performance.now() - cancelledAt).toBeLessThan(STOP_MS);
    expect(endOf(events).finishReason).toBe('stopped');
    expect(textOf(events).length).toBeGreaterThan(0);
    await restsWithin(STOP_MS);
  });

  it('leaves the work when its reader goes away', async () => {
    for await (const event of generator().generate(STORY)) if (event.type === 'text') break;
    await restsWithin(STOP_MS);
  });

  it('gives nothing but the end when it was cancelled before it began', async () => {
    const events = await run(ask('Hello'), AbortSignal.abort());
    expect(events).toEqual([expect.objectContaining({ type: 'end', finishReason: 'stopped' })]);
  });

  it('serves several requests at once', async () => {
    const requests = ['one', 'two', 'three'].map((word) => ask(`Say ${word}.`, { maxTokens: 4 }));
    for (const events of await Promise.all(requests.map((request) => run(request))))
      expect(textOf(events).length).toBeGreaterThan(0);
  });

  it('refuses a prompt that is too long before any work, and serves the next request', async () => {
    const problem = await run(ask('leave '.repeat(9_000))).catch((error: unknown) => error as Problem);
    expect(problem).toBeInstanceOf(Problem);
    expect(problem).toMatchObject({ status: 422, code: 'prompt-too-long' });
    expect(isRetryable(problem as Problem)).toBe(false);
    expect(textOf(await run(ask('Hello', { maxTokens: 3 }))).length).toBeGreaterThan(0);
  });

  it('counts more tokens for a longer text', async () => {
    const [short, long] = await generator().countTokens(['annual leave', 'annual leave '.repeat(50)]);
    expect(short).toBeGreaterThan(0);
    expect(long).toBeGreaterThan(short! * 10);
  });
}
