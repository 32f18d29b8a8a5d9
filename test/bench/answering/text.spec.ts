import { holds, isSupported, judgedPart, numbersRight, rougeL, sentences, tokenF1 } from './text.js';

it('finds a gold answer as words, and a short one only as whole tokens', () => {
  expect(holds('It carried 1,308 people.', '1308')).toBe(true);
  expect(holds('It carried 1308 people.', '308')).toBe(false);
  expect(holds('卡万·肖特以11分领先', '卡万·肖特')).toBe(true);
  expect(holds('The answer-phone rang', 'no')).toBe(false);
});

it('judges two sentences and no more characters than are allowed', () => {
  expect(judgedPart('One. Two? Three!')).toBe('One.\nTwo?');
  expect(judgedPart('a'.repeat(900))).toHaveLength(400);
  expect(judgedPart('中'.repeat(900))).toHaveLength(150);
});

it('splits English and Chinese, not after titles and initials', () => {
  expect(sentences('Dr. Smith left. He was late.')).toEqual(['Dr. Smith left.', 'He was late.']);
  expect(sentences('他走了。她没有！')).toEqual(['他走了。', '她没有！']);
});

it('scores by hand-worked numbers', () => {
  expect(tokenF1('the cat sat', 'a cat')).toBeCloseTo(2 / 3);
  expect(rougeL('a b c d', 'a c d')).toBeCloseTo((2 * 0.75 * 1) / 1.75);
  expect(numbersRight('it was 12 and 5', ['5 of 12'])).toBe(true);
  expect(numbersRight('it was 12', ['none'])).toBeUndefined();
});

it('supports a sentence only with its numbers, names and most of its words', () => {
  const passage = 'The ship Corvina touched a sandbank at 06:40 near Maro.';
  expect(isSupported('The ship touched a sandbank near Maro.', passage)).toBe(true);
  expect(isSupported('The ship touched a sandbank near Kessin.', passage)).toBe(false);
  expect(isSupported('It touched 3 sandbanks near Maro.', passage)).toBe(false);
  expect(isSupported('The crew cooked dinner for guests.', passage)).toBe(false);
});
