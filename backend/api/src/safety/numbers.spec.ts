import { quantitiesIn, readHan } from './numbers.js';

const values = (text: string): number[] => quantitiesIn(text).map(({ value }) => value);

it.each([
  ['1,234.50 and 7', [1234.5, 7]],
  ['€12.9 million', [12_900_000]],
  ['twenty-five people, three hundred boxes', [25, 300]],
  ['3万元和1.2亿', [30_000, 120_000_000]],
  ['１２３', [123]],
  ['版本 v2 的 A4 纸', []],
])('reads the values of %s', (text, expected) => {
  expect(values(text)).toEqual(expected);
});

it('tells a share from an amount', () => {
  expect(quantitiesIn('5% of 5')).toMatchObject([
    { value: 5, unit: '%' },
    { value: 5, unit: '' },
  ]);
});

it.each([
  ['十', 10],
  ['二十五', 25],
  ['一百零五', 105],
  ['三千二百', 3200],
  ['两万五千', 25_000],
  ['一亿二千万', 120_000_000],
  ['二〇二六', 2026],
])('reads %s', (numeral, value) => {
  expect(readHan(numeral)).toBe(value);
});
