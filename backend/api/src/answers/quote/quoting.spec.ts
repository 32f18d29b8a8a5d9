import type { ModelGateway } from '../../models/index.js';
import { splitSentences } from '../../documents/index.js';
import type { VersionReader } from '../conflicts/version-reader.js';
import type { QuotePassage } from './candidate.js';
import { readQuestion } from './question.js';
import { Quoting } from './quoting.js';

/** A gateway whose embedder reads what `reads` says, and gives every text the same vector. */
const gatewayOf = (reads: (text: string) => boolean): ModelGateway =>
  ({
    embedder: { id: 'test', dimensions: 1, reads },
    embed: (texts: readonly string[]) => Promise.resolve(texts.map(() => Float32Array.of(1))),
    embedQuery: () => Promise.resolve(Float32Array.of(1)),
  }) as unknown as ModelGateway;

const readsEnglish = (text: string): boolean => !/\p{Script=Han}/u.test(text);

const passage = (text: string): QuotePassage => ({
  rank: 0,
  documentId: 'd',
  versionId: 'v',
  title: 'D70',
  heading: '',
  blocks: [
    {
      ordinal: 0,
      kind: 'paragraph',
      text,
      anchor: { kind: 'paragraph', index: 1 },
      sentences: splitSentences(text),
    },
  ],
});

const weigh = (text: string, passages: QuotePassage[], reads: (text: string) => boolean) =>
  new Quoting(gatewayOf(reads), {} as VersionReader).weigh(
    readQuestion(text),
    passages,
    new AbortController().signal,
  );

const chinese = passage('D70 在 2031 年 5 月 1 日起按新价格销售，每台 900 元，由北岸仓库发货。');
const english = passage('The D70 is sold at the new price of 900 euros from 1 May 2031 on.');

it('answers in the language that was asked', async () => {
  const { confidence } = await weigh('From when is the D70 sold at the new price?', [english], readsEnglish);
  expect(confidence.isDeclined).toBe(false);
});

it('quotes nothing in a language that cannot be compared with the question', async () => {
  const asked = 'D70 2031 price?';
  const foreign = await weigh(asked, [chinese], readsEnglish);
  expect(foreign.confidence).toMatchObject({ isDeclined: true });
  expect(foreign.confidence.probability).toBeLessThanOrEqual(0.1);
  expect(foreign.ranked).not.toHaveLength(0); // shown as the nearest passages
});

it('leaves it to the embedder where that reads both languages', async () => {
  const asked = 'D70 2031 price?';
  const both = await weigh(asked, [chinese], () => true);
  const one = await weigh(asked, [chinese], readsEnglish);
  expect(both.confidence.probability).toBeGreaterThan(one.confidence.probability);
});
