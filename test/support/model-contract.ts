import type {
  Embedder,
  GenerateEvent,
  GenerateRequest,
  Generator,
} from '../../backend/api/src/models/gateway/model.js';

const ask = (content: string, extra: Partial<GenerateRequest> = {}): GenerateRequest => ({
  messages: [{ role: 'user', content }],
  maxTokens: 24,
  ...extra,
});

const collect = async (stream: AsyncIterable<GenerateEvent>): Promise<GenerateEvent[]> => {
  const events: GenerateEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
};
const textOf = (events: GenerateEvent[]): string =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');
const endOf = (events: GenerateEvent[]) => {
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('the stream has no end');
  return end;
};

/** What every `Generator` does, whichever engine is behind it. */
export function itActsAsGenerator(generator: () => Generator): void {
  it('streams text and ends once with a reason and the usage', async () => {
    const events = await collect(generator().generate(ask('Say hello to the team.')));
    expect(textOf(events).length).toBeGreaterThan(0);
    expect(events.filter(({ type }) => type === 'end')).toHaveLength(1);
    const { usage, finishReason } = endOf(events);
    expect(['complete', 'length']).toContain(finishReason);
    expect(usage.promptTokens).toBeGreaterThan(0);
    expect(usage.completionTokens).toBeGreaterThan(0);
  });

  it('ends with `length` when the tokens are used up', async () => {
    const events = await collect(
      generator().generate(ask('Count from one to one hundred in words.', { maxTokens: 3 })),
    );
    expect(endOf(events).finishReason).toBe('length');
  });

  it('gives the same text for the same greedy request', async () => {
    const request = ask('Name three colours.', { temperature: 0 });
    const [one, two] = [
      await collect(generator().generate(request)),
      await collect(generator().generate(request)),
    ];
    expect(textOf(one)).toBe(textOf(two));
  });

  it('ends with `stopped` soon after it is cancelled, and keeps what came', async () => {
    const stop = new AbortController();
    const events: GenerateEvent[] = [];
    let stoppedAt = 0;
    for await (const event of generator().generate(
      ask('Write a long story.', { maxTokens: 400 }),
      stop.signal,
    )) {
      events.push(event);
      if (event.type === 'text' && !stoppedAt) {
        stoppedAt = performance.now();
        stop.abort();
      }
    }
    expect(endOf(events).finishReason).toBe('stopped');
    expect(textOf(events).length).toBeGreaterThan(0);
  });

  it('gives nothing but the end when it was cancelled before it began', async () => {
    const events = await collect(generator().generate(ask('Hello'), AbortSignal.abort()));
    expect(events).toEqual([expect.objectContaining({ type: 'end', finishReason: 'stopped' })]);
  });

  it('serves several requests at once', async () => {
    const streams = ['one', 'two', 'three'].map((word) =>
      collect(generator().generate(ask(`Say ${word}.`, { maxTokens: 4 }))),
    );
    for (const events of await Promise.all(streams)) expect(textOf(events).length).toBeGreaterThan(0);
  });

  it('counts more tokens for a longer text', async () => {
    const [short, long] = await generator().countTokens(['annual leave', 'annual leave '.repeat(50)]);
    expect(short).toBeGreaterThan(0);
    expect(long).toBeGreaterThan(short! * 10);
  });
}

/** What every `Embedder` does, whichever engine is behind it. */
export function itActsAsEmbedder(embedder: () => Embedder): void {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);

  it('gives a vector of length 1 for each text, in order', async () => {
    const texts = ['annual leave', 'an invoice for the server', 'leave days each year'];
    const together = await embedder().embed(texts);
    expect(together).toHaveLength(3);
    for (const [i, vector] of together.entries()) {
      expect(vector).toHaveLength(embedder().dimensions);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4);
      const [alone] = await embedder().embed([texts[i]!]);
      expect(dot(alone!, vector)).toBeGreaterThan(0.99);
    }
  });

  it('puts texts about the same nearer than others', async () => {
    const [a, b, other] = await embedder().embed([
      'days of annual leave',
      'annual leave days',
      'database server crash',
    ]);
    expect(dot(a!, b!)).toBeGreaterThan(dot(a!, other!) + 0.1);
  });

  it('gives nothing for nothing', async () => {
    expect(await embedder().embed([])).toEqual([]);
  });

  it('counts more tokens for a longer text', async () => {
    const [short, long] = await embedder().countTokens(['annual leave', 'annual leave '.repeat(50)]);
    expect(short).toBeGreaterThan(0);
    expect(long).toBeGreaterThan(short! * 10);
  });

  it('does no work for a caller that has gone', async () => {
    await expect(embedder().embed(['text'], AbortSignal.abort())).rejects.toThrow();
  });
}
