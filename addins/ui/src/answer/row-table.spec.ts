import { cellsOf, commonNames } from './row-table.js';

it('takes a quoted row apart into names and values', () => {
  expect(cellsOf('Quarter: Q2 2027 · Release: Firmware 5.0')).toEqual({
    names: ['Quarter', 'Release'],
    values: ['Q2 2027', 'Firmware 5.0'],
  });
});

it('leaves cells without names as they are', () => {
  expect(cellsOf('H | Director | 26 weeks')).toEqual({
    names: ['', '', ''],
    values: ['H', 'Director', '26 weeks'],
  });
  expect(cellsOf('at 12:30')).toEqual({ names: [''], values: ['at 12:30'] });
});

it('gives a table a head only where all rows have the same names', () => {
  const [a, b, c] = ['A: 1 · B: 2', 'A: 3 · B: 4', 'A: 5 · C: 6'].map(cellsOf);
  expect(commonNames([a!, b!])).toEqual(['A', 'B']);
  expect(commonNames([a!, c!])).toBeUndefined();
  expect(commonNames([cellsOf('x | y')])).toBeUndefined();
});
