import type { Embedder } from '../../backend/api/src/models/gateway/model.js';

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
