import { filterOf } from './space-ids.js';

it('asks one document wherever it is, else the chosen spaces, else everything', () => {
  expect(filterOf('d1', 's1,s2')).toEqual({ documentIds: ['d1'] });
  expect(filterOf(undefined, 's1,s2')).toEqual({ spaceIds: ['s1', 's2'] });
  expect(filterOf(undefined, '')).toEqual({});
});
