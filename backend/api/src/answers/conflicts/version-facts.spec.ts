import { isNewer, versionFactsOf } from './version-facts.js';

const facts = (title: string, head = '', updatedAt = '2025-01-01'): ReturnType<typeof versionFactsOf> =>
  versionFactsOf(title, head, updatedAt);

it.each([
  ['Valid | from 1 March 2031, until replaced', '2031-03-01'],
  ['Effective date: 2030-04-05', '2030-04-05'],
  ['Valid 1 January 2030 to 31 December 2030', '2030-01-01'],
  ['本办法自 2031 年 7 月 1 日起施行。', '2031-07-01'],
  ['生效日期：2031年7月1日', '2031-07-01'],
  ['Ferries leave on 1 May 2030.', ''],
])('reads from when a document applies: %s', (head, since) => {
  expect(facts('Rules', head).since).toBe(since);
});

it.each<[string, Parameters<typeof facts>, Parameters<typeof facts>]>([
  [
    'the day from which it applies',
    ['Rules B', 'Valid from 1 May 2031'],
    ['Rules A', 'Valid from 1 May 2030'],
  ],
  ['what it replaces', ['Rules 3', 'It replaces edition 7.'], ['Rules 7']],
  ['its edition', ['Rules 2031'], ['Rules 2030']],
  ['its last change', ['Rules', '', '2026-02-01'], ['Rules', '', '2026-01-01']],
])('follows the newer document by %s', (_why, newer, older) => {
  expect(isNewer(facts(...newer), facts(...older))).toBe(true);
  expect(isNewer(facts(...older), facts(...newer))).toBe(false);
});
