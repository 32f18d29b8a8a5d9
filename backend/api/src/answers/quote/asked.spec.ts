import { askedOf, holdsAsked } from './asked.js';
import { readQuestion } from './question.js';

const holds = (text: string, sentence: string): boolean => {
  const question = readQuestion(text);
  return holdsAsked(question, askedOf(question), sentence);
};

it.each([
  ['Which company delivers the rope?', 'organisation'],
  ['What is the price of a rope?', 'money'],
  ['Who steers the ferry?', 'person'],
  ['When does the ferry leave?', 'date'],
  ['How many shirts are there?', 'number'],
  ['Why is the ferry late?', undefined],
  ['新的缆绳由哪家公司供货？', 'organisation'],
  ['船长是谁？', 'person'],
  ['码头在哪个城市？', 'place'],
  ['一共有多少个房间？', 'number'],
])('tells what is asked for: %s', (text, kind) => {
  expect(askedOf(readQuestion(text)).kind).toBe(kind);
});

it.each([
  ['Which company delivers the rope?', 'The rope is delivered by Haldane Ropes.', true],
  ['Which company delivers the rope?', 'The rope is delivered on the first of the month.', false],
  ['Who steers the ferry?', 'The ferry is steered by Petra Lind.', true],
  ['Who steers the ferry to Maro?', 'The ferry to Maro is steered by its master.', false],
  ['What is the price of a rope?', 'A rope is replaced when it is worn.', false],
  ['What is the price of a rope?', 'A rope costs 40 euros.', true],
  ['新的缆绳由哪家公司供货？', '缆绳由东岭绳索公司供货。', true],
  ['新的缆绳由哪家公司供货？', '新的缆绳下月到货。', false],
])('%s / %s: %s', (text, sentence, expected) => {
  expect(holds(text, sentence)).toBe(expected);
});

it('looks for what is counted beside its number', () => {
  const { unit } = askedOf(readQuestion('How many cabins does the ferry have?'));
  expect(unit!.test('The ferry has 24 small cabins.')).toBe(true);
  expect(unit!.test('The cabins were painted in 2019.')).toBe(false);
  const { unit: han } = askedOf(readQuestion('宿舍有多少个房间？'));
  expect(han!.test('共有 36 个房间')).toBe(true);
  expect(han!.test('预算 23 万元')).toBe(false);
});
