import { contextMemory } from './context-memory.js';

const limits = {
  leastContextTokens: 512,
  mostContextTokens: 8192,
  kvBytesPerToken: 46_080,
  kvLimitBytes: 300e6,
};

it('says what a context takes and how many fit at once', () => {
  expect(contextMemory(2048, limits)).toEqual({ state: 'fits', bytes: 94_371_840, atOnce: 3 });
  expect(contextMemory(512, limits)).toMatchObject({ atOnce: 12 });
  expect(contextMemory(512, { ...limits, kvLimitBytes: 1e12 })).toMatchObject({ atOnce: 16 });
});

it('says how many tokens fit where a context is too large', () => {
  expect(contextMemory(8192, limits)).toEqual({
    state: 'too-large',
    bytes: 377_487_360,
    fittingTokens: 6510,
  });
  expect(contextMemory(6510, limits)).toMatchObject({ state: 'fits', atOnce: 1 });
});

it.each([511, 8193, 1024.5, NaN])('takes no %d', (tokens) => {
  expect(contextMemory(tokens, limits)).toEqual({ state: 'outside' });
});
