import { hanShare } from './han-share.js';
import { reads } from './reads.js';

it('measures the share of Han characters among letters and digits', () => {
  expect(hanShare('年假 ab')).toBe(0.5);
  expect(hanShare('…')).toBe(0);
});

it('does not trust an English embedder with Chinese, but with a Chinese name in an English text', () => {
  expect(reads(['en'], '员工每年有多少天年假？')).toBe(false);
  expect(reads(['en'], 'How many days of leave does Zhang Wei (张伟) have left this year?')).toBe(true);
  expect(reads(['en', 'zh'], '员工每年有多少天年假？')).toBe(true);
  expect(reads(['*'], '员工每年有多少天年假？')).toBe(true);
});
