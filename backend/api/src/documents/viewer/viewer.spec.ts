import { attachmentNamed, readRange } from './byte-range.js';
import { columnLetters, columnNumber, firstCell } from './cell-address.js';
import { readTicket, writeTicket } from './view-ticket.js';
import { windowOf } from './window.js';

it.each([
  [undefined, null],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['bytes=90-500', { start: 90, end: 99 }],
  ['bytes=-10', { start: 90, end: 99 }],
  ['bytes=-500', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=9-3', null],
  ['bytes=0-1,4-5', null],
  ['items=0-1', null],
])('reads the range %s of 100 bytes as %j', (header, expected) => {
  expect(readRange(header, 100)).toEqual(expected);
});

it('names an attachment so that no name can end the header', () => {
  expect(attachmentNamed('a"; x=\r\n.md')).not.toMatch(/[\r\n]|"; x/);
  expect(attachmentNamed('预算.xlsx')).toContain("filename*=UTF-8''%E9%A2%84%E7%AE%97.xlsx");
});

it('turns column letters into numbers and back', () => {
  for (const [letters, number] of [
    ['A', 1],
    ['Z', 26],
    ['AA', 27],
    ['XFD', 16_384],
  ] as const) {
    // prettier-ignore
    expect(columnNumber(letters)).toBe(number);
    expect(columnLetters(number)).toBe(letters);
  }
  expect(firstCell('AB12:AD12')).toEqual({ column: 28, row: 12 });
  expect(firstCell('nonsense')).toBeNull();
});

it('shows small documents whole and a part of large ones that holds the cited block', () => {
  expect(windowOf(800, { from: 700 })).toMatchObject({ at: 0, earlier: null, later: null });
  for (let from = 0; from < 5000; from += 37) {
    const { at, count, earlier, later } = windowOf(5000, { from });
    expect(at).toBeLessThanOrEqual(from);
    expect(at + count).toBeGreaterThan(from);
    expect(earlier === null).toBe(at === 0);
    expect(later === null).toBe(at + count >= 5000);
  }
});

it('reaches every block by its links', () => {
  const seen = new Set<number>();
  for (let at: number | null = 0; at !== null;) {
    const shown = windowOf(2345, { at });
    for (let i = shown.at; i < Math.min(2345, shown.at + shown.count); i++) seen.add(i);
    at = shown.later;
  }
  expect(seen.size).toBe(2345);
});

it('reads only its own, unchanged and fresh tickets', () => {
  const key = Buffer.alloc(32, 1);
  const ticket = { personId: 'p', documentId: 'd', versionId: 'v', expiresAtMs: 1000 };
  const text = writeTicket(ticket, key);
  expect(readTicket(text, key, 999)).toEqual(ticket);
  expect(readTicket(text, key, 1001)).toBeNull();
  expect(readTicket(text, Buffer.alloc(32, 2), 999)).toBeNull();
  const other = writeTicket({ ...ticket, personId: 'q' }, Buffer.alloc(32, 2)).split('.')[0];
  expect(readTicket(`${other}.${text.split('.')[1]}`, key, 999)).toBeNull();
  for (const nonsense of ['', '.', 'a.b', 'a']) expect(readTicket(nonsense, key, 0)).toBeNull();
});
