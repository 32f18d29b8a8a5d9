import { quantile, ratios } from './bench.js';
import { PlainBm25 } from './bm25.js';
import { fixedSample, withoutHeadings } from './datasets.js';
import { rankingFigures } from './ranking.js';

it('computes recall over min(K, golds), MRR and nDCG', () => {
  const queries = [
    { ranked: ['a', 'b', 'c'], golds: ['a'] },
    { ranked: ['x', 'a', 'b'], golds: ['a', 'b'] },
    { ranked: [], golds: ['a'] },
  ];
  const figures = rankingFigures(queries, 'fused');
  expect(figures['fused.r1']).toBeCloseTo(1 / 3);
  expect(figures['fused.r10']).toBeCloseTo(2 / 3);
  expect(figures['fused.mrr10']).toBeCloseTo((1 + 0.5) / 3);
  const second = (1 / Math.log2(3) + 1 / Math.log2(4)) / (1 + 1 / Math.log2(3));
  expect(figures['fused.ndcg10']).toBeCloseTo((1 + second) / 3);
});

it('ratios say more is better for us, for shares and for times', () => {
  const ratio = ratios(
    { 'fused.r10': 0.8, p95Ms: 50, docsPerS: 20 },
    { 'fused.r10': 0.4, p95Ms: 100, docsPerS: 10 },
  );
  expect(ratio).toEqual({ 'fused.r10': 2, p95Ms: 2, docsPerS: 2 });
});

it('ranks by plain BM25, Chinese in pairs', () => {
  const bm25 = new PlainBm25(
    ['leave', 'vpn', 'zh'],
    ['annual leave days', 'the vpn error', '员工每年有年假'],
  );
  expect(bm25.rank('how many leave days', 5)).toEqual(['leave']);
  expect(bm25.rank('年假有几天', 5)).toEqual(['zh']);
});

it('removes question headings, whatever marks they carry, and nothing else', () => {
  const questions = new Set(['what is this?']);
  const page = ['# Title', '## What is **this**? {#what}', 'What is this?', 'Not: what is this? indeed'].join(
    '\n',
  );
  expect(withoutHeadings(page, questions)).toBe('# Title\nNot: what is this? indeed');
});

it('takes the same sample every time', () => {
  const items = Array.from({ length: 100 }, (_, i) => String(i));
  const sample = fixedSample(items, 5, (item) => item);
  expect(sample).toHaveLength(5);
  expect(fixedSample([...items].reverse(), 5, (item) => item)).toEqual(sample);
});

it('takes quantiles', () => {
  expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(quantile([1], 0.95)).toBe(1);
});
