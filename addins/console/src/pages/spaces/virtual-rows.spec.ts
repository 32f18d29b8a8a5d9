import { visibleRows } from './virtual-rows.js';

it('draws the rows in sight and a few more, however many there are', () => {
  expect(visibleRows(56_000, 560, 56, 100_000, 5)).toEqual({ first: 995, end: 1015 });
});

it('stays within the list at both ends, and after it has become shorter', () => {
  expect(visibleRows(0, 560, 56, 3)).toEqual({ first: 0, end: 3 });
  expect(visibleRows(56_000, 560, 56, 10)).toEqual({ first: 10, end: 10 });
});
