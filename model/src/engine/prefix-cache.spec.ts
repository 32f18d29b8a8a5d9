import { BLOCK_TOKENS, PrefixCache } from './prefix-cache.js';

const BLOCK_BYTES = 2 * 4;
const text = (blocks: number, seed = 0) => Array.from({ length: blocks * BLOCK_TOKENS }, (_, i) => i + seed);

function keep(cache: PrefixCache, ids: number[], scope = 'm') {
  const cursor = PrefixCache.cursor(scope);
  let value = ids[0]!;
  while (cache.store(cursor, ids, (data) => data.fill(value++)));
  return cursor.tokens;
}

function known(cache: PrefixCache, ids: number[], scope = 'm') {
  const cursor = PrefixCache.cursor(scope);
  const values: number[] = [];
  for (let block = cache.next(cursor, ids); block; block = cache.next(cursor, ids)) values.push(block[0]!);
  return values;
}

describe('PrefixCache', () => {
  it('gives back the blocks of the common beginning', () => {
    const cache = new PrefixCache(2, 1000);
    keep(cache, text(3));
    expect(known(cache, text(3))).toEqual([0, 1, 2]);
    const changed = text(3);
    changed[BLOCK_TOKENS + 5] = 999;
    expect(known(cache, changed)).toEqual([0]);
    expect(known(cache, text(3).slice(0, -1))).toEqual([0, 1]); // whole blocks only
  });

  it('never takes a block for one after another beginning, or of another scope', () => {
    const cache = new PrefixCache(2, 1000);
    keep(cache, text(2));
    expect(known(cache, [...text(1, 7), ...text(2).slice(BLOCK_TOKENS)])).toEqual([]);
    expect(known(cache, text(2), 'adapter')).toEqual([]);
    expect(known(cache, text(2), '0')).toEqual([]); // a scope that looks like a block's number
  });

  it('keeps what texts share once', () => {
    const cache = new PrefixCache(2, 1000);
    keep(cache, text(2));
    keep(cache, [...text(2), ...text(1, 500)]);
    expect(cache.bytes).toBe(3 * BLOCK_BYTES);
  });

  it('forgets what was used longest ago and stays below its limit', () => {
    const cache = new PrefixCache(2, 3 * BLOCK_BYTES);
    keep(cache, text(1, 1000));
    keep(cache, text(1, 2000));
    keep(cache, text(1, 3000));
    known(cache, text(1, 1000));
    keep(cache, text(1, 4000));
    expect(cache.bytes).toBe(3 * BLOCK_BYTES);
    expect([1000, 2000, 3000, 4000].map((seed) => known(cache, text(1, seed)).length)).toEqual([1, 0, 1, 1]);
  });

  it('keeps only the beginning of a text that is larger than its limit', () => {
    const cache = new PrefixCache(2, 2 * BLOCK_BYTES);
    keep(cache, text(5));
    const found = known(cache, text(5));
    expect(found.length).toBeLessThanOrEqual(2);
    found.forEach((value, i) => expect(value).toBe(i));
    expect(new PrefixCache(2, 4).store(PrefixCache.cursor('m'), text(1), () => undefined)).toBe(false);
  });
});
