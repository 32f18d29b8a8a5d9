import { splitSentences } from '../../documents/index.js';
import { type QuotePassage, candidatesOf } from './candidate.js';
import { readQuestion } from './question.js';
import { chooseQuotes, limitsFor, rankCandidates } from './quote-sentences.js';

const passage = (rank: number, text: string, title = 'Handbook'): QuotePassage => ({
  rank,
  documentId: `d${rank}`,
  versionId: `v${rank}`,
  title,
  heading: '',
  blocks: text.split('\n').map((line, ordinal) => ({
    ordinal,
    kind: 'paragraph',
    text: line,
    anchor: { kind: 'paragraph', index: ordinal + 1 },
    sentences: splitSentences(line),
  })),
});

const best = (question: string, passages: QuotePassage[]): string => {
  const read = readQuestion(question);
  return rankCandidates(read, candidatesOf(passages))[0]!.candidate.text;
};

const handbook = passage(
  0,
  'The company was founded in Leeds. Employees work from home up to three days a week.\n' +
    'Anna Berg leads the finance team. It closes the books on the fifth working day. The office opens at 07:30.',
);
const chinese = passage(
  0,
  '公司于2009年在苏州成立。员工每周最多在家办公三天。财务部由林晓燕负责，每月五日结账。',
);

it.each([
  ['How many days a week may employees work from home?', handbook, 'up to three days a week'],
  ['Where was the company founded?', handbook, 'Leeds'],
  ['Who leads finance?', handbook, 'Anna Berg'],
  ['When does the office open?', handbook, '07:30'],
  ['员工每周可以在家办公几天？', chinese, '三天'],
  ['公司是哪一年成立的？', chinese, '2009年'],
  ['誰負責財務部？', chinese, '林晓燕'],
])('finds the sentence that answers: %s', (question, text, answer) => {
  expect(best(question, [text])).toContain(answer);
});

it('reads a sentence that begins with a pronoun together with the one before', () => {
  expect(best('When does the finance team close the books?', [handbook])).toContain('fifth working day');
});

describe('what is chosen', () => {
  const long = `${'The procurement office reviews each offer with great care, '.repeat(12)}and the limit is 8,000 euros.`;
  const texts = [handbook, passage(1, `${long} Nothing else matters here.`), chinese];

  it.each(['What is the limit?', 'How many days from home?', 'Who leads finance?', '员工每周在家办公几天？'])(
    'is verbatim, in reading order, at most two sentences, and within the limit: %s',
    (text) => {
      const question = readQuestion(text);
      const limits = limitsFor(question.language);
      const quotes = chooseQuotes(question, rankCandidates(question, candidatesOf(texts)), limits);
      expect(quotes.length).toBeGreaterThan(0);
      expect(quotes.length).toBeLessThanOrEqual(2);
      expect(quotes.reduce((sum, quote) => sum + quote.text.length, 0)).toBeLessThanOrEqual(
        limits.characters,
      );
      for (const { candidate, start, end, text: quoted } of quotes)
        expect(candidate.block.text.slice(start, end)).toBe(quoted);
      const places = quotes.map(({ candidate, start }) => [
        candidate.passage.rank,
        candidate.block.ordinal,
        start,
      ]);
      expect(places).toEqual([...places].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
    },
  );

  it('cuts a sentence that is too long to the clauses that answer', () => {
    const question = readQuestion('What is the limit of the procurement office?');
    const [quote] = chooseQuotes(
      question,
      rankCandidates(question, candidatesOf([texts[1]!])),
      limitsFor('en'),
    );
    expect(quote!.text).toContain('8,000 euros');
  });
});

it('offers a sentence once, also when two passages overlap', () => {
  const twice = [handbook, { ...handbook, rank: 1 }];
  expect(candidatesOf(twice)).toHaveLength(candidatesOf([handbook]).length);
});
