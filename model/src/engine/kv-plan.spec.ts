import { compactRows, growKv, type KvLimits, type RowUse } from './kv-plan.js';

const LIMITS: KvLimits = { bytesPerToken: 10, maxBytes: 100_000, maxRows: 8, contextTokens: 4096 };

describe('growKv', () => {
  const grow = (have: [number, number], need: [number, number], limits: Partial<KvLimits> = {}) => {
    const shape = growKv(
      { rows: have[0], tokens: have[1] },
      { rows: need[0], tokens: need[1] },
      { ...LIMITS, ...limits },
    );
    return shape && [shape.rows, shape.tokens];
  };

  it('begins small and doubles', () => {
    expect(grow([0, 0], [1, 10])).toEqual([1, 256]);
    expect(grow([1, 256], [2, 300])).toEqual([2, 512]);
    expect(grow([2, 512], [3, 100])).toEqual([4, 512]);
  });

  it('stays where it is enough', () => expect(grow([4, 512], [3, 400])).toEqual([4, 512]));

  it('takes no more than is needed where doubling does not fit', () => {
    expect(grow([4, 1024], [5, 1024])).toEqual([8, 1024]);
    expect(grow([4, 1800], [5, 1800])).toEqual([5, 1800]);
    expect(grow([0, 0], [1, 4000], { maxBytes: 40_100 })).toEqual([1, 4000]);
  });

  it('never passes a limit', () => {
    expect(grow([0, 0], [9, 10])).toBeUndefined();
    expect(grow([0, 0], [1, 5000])).toBeUndefined();
    expect(grow([4, 2048], [5, 2048])).toBeUndefined();
  });
});

describe('compactRows', () => {
  const uses = (text: string): RowUse[] =>
    [...text].flatMap((c, row) => (c === '.' ? [] : [{ row, decoding: c === 'd' }]));
  const after = (text: string) => {
    const rows = [...text];
    for (const { a, b } of compactRows(uses(text))) [rows[a], rows[b]] = [rows[b]!, rows[a]!];
    return rows.join('');
  };

  it.each([
    ['ddd', 'ddd'],
    ['d.d', 'dd.'],
    ['pd', 'dp'],
    ['.ppd.d', 'ddp'],
    ['ppp', 'ppp'],
  ])('brings %s to decoding rows first', (text, start) => {
    const result = after(text);
    expect(result.startsWith(start.replaceAll(/[p.]+$/g, ''))).toBe(true);
    expect([...result].sort()).toEqual([...text].sort()); // nobody lost
    expect(result.slice(0, text.replaceAll(/[^d]/g, '').length)).toMatch(/^d*$/);
  });

  it('moves nobody who is in place', () => expect(compactRows(uses('ddp.p'))).toEqual([]));
});
