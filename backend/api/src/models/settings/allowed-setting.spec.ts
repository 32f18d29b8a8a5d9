import { contextRefusal, precisionRefusal, servedPrecision, standardContext } from './allowed-setting.js';

const facts = {
  contextTokens: 8192,
  kvBytesPerToken: 46_080,
  precisions: ['q4x', 'q8', 'fp32'] as const,
  preferred: 'q4x' as const,
};
const weights = { ...facts, precisions: [...facts.precisions] };
const outside = [{ precision: 'q4x' as const, klToFp32: 0.0234 }];

it('allows what was measured to be within the ceiling, and what was never measured', () => {
  expect(precisionRefusal('q4x', weights, [{ precision: 'q4x', klToFp32: 0.01 }])).toBeNull();
  expect(precisionRefusal('q8', weights, outside)).toBeNull();
  expect(precisionRefusal('fp32', weights, [{ precision: 'fp32', klToFp32: null }])).toBeNull();
});

it('refuses a precision outside its ceiling with what was measured, and one that the weights do not have', () => {
  expect(precisionRefusal('q4x', weights, outside)).toEqual({
    code: 'precision-outside-ceiling',
    reason: 'q4x differs from fp32 by 0.023 nats a token (measured); at most 0.01 is allowed.',
  });
  expect(precisionRefusal('q4x', { precisions: ['q8', 'fp32'] }, [])?.code).toBe('precision-not-in-weights');
});

it('comes to the next better precision where the preferred one is outside', () => {
  expect(servedPrecision('auto', weights, [])).toBe('q4x');
  expect(servedPrecision('auto', weights, outside)).toBe('q8');
  expect(servedPrecision('auto', weights, [...outside, { precision: 'q8', klToFp32: 0.5 }])).toBe('fp32');
  expect(servedPrecision('fp32', weights, outside)).toBe('fp32');
});

it.each([
  [511, 'context-too-short', 'at least 512 tokens'],
  [8193, 'context-too-long', 'at most 8,192 tokens'],
  [
    4096,
    'context-does-not-fit',
    '4,096 tokens take 189 MB (46,080 bytes a token); this machine gives 100 MB, which is 2,170 tokens.',
  ],
])('refuses %i tokens with the numbers', (tokens, code, words) => {
  const refusal = contextRefusal(tokens, weights, 100e6);
  expect(refusal).toMatchObject({ code, reason: expect.stringContaining(words) });
});

it('takes a context that just fits, and 4,096 tokens where nothing is set', () => {
  expect(contextRefusal(2170, weights, 100e6)).toBeNull();
  expect(contextRefusal(8192, weights, 1e9)).toBeNull();
  expect([standardContext(8192), standardContext(2048)]).toEqual([4096, 2048]);
});
