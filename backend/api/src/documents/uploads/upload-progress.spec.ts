import { UploadWatch, measureUpload } from './upload-progress.js';
import type { UploadRow, UploadedFileRow } from './upload.repository.js';
import { workOf } from './work.js';

const upload = (more: Partial<UploadRow> = {}): UploadRow => ({
  id: 'u',
  space_id: 's',
  expected_files: null,
  created_at: new Date(0),
  cancelled_at: null,
  ...more,
});
const file = (state: UploadedFileRow['state'], more: Partial<UploadedFileRow> = {}): UploadedFileRow => ({
  document_id: 'd',
  version_id: 'v',
  title: 't',
  file_name: 't.md',
  folder: '',
  byte_size: '15000',
  state,
  progress: 0,
  chunk_count: 0,
  embedded_count: 0,
  failure_code: null,
  failure_reason: null,
  ...more,
});
const stateOf = (...args: Parameters<typeof measureUpload>): string => measureUpload(...args).measured.state;

it('names where an upload stands', () => {
  expect(stateOf(upload(), [])).toBe('receiving');
  expect(stateOf(upload({ expected_files: 2 }), [file('ready')])).toBe('receiving');
  expect(stateOf(upload({ expected_files: 2 }), [file('ready'), file('parsing')])).toBe('working');
  expect(stateOf(upload({ expected_files: 1 }), [file('ready'), file('failed'), file('cancelled')])).toBe(
    'done',
  );
  expect(stateOf(upload({ cancelled_at: new Date() }), [file('queued')])).toBe('cancelled');
});

it('never goes back while a file goes its way, and ends at one', () => {
  const way = [
    file('queued'),
    file('parsing', { progress: 0.2 }),
    file('words-ready', { progress: 0.4, chunk_count: 10 }),
    file('words-ready', { progress: 0.7, chunk_count: 10, embedded_count: 5 }),
    file('ready', { progress: 1, chunk_count: 10, embedded_count: 10 }),
  ].map((one) => measureUpload(upload({ expected_files: 1 }), [one]).measured.progress);
  expect(way).toEqual([...way].sort((a, b) => a - b));
  expect([way[0], way.at(-1)]).toEqual([0, 1]);
});

it('takes unread files to be as dense as the read ones', () => {
  const read = file('ready', { byte_size: '1000', chunk_count: 100, embedded_count: 100 });
  const { done, all } = workOf([read, file('queued', { byte_size: '1000' })], 2);
  expect(done / all).toBeCloseTo(0.5);
  expect(workOf([read], 4)).toEqual({ done: expect.closeTo(115), all: expect.closeTo(460) });
});

it('tells a steady upload the right time, and forgets the longest unwatched', () => {
  const watch = new UploadWatch();
  const at = (ms: number, embedded: number) =>
    watch.secondsLeft(
      upload(),
      workOf([file('words-ready', { chunk_count: 200, embedded_count: embedded })], 1),
      ms,
    );
  at(30_000, 0);
  for (let s = 31; s <= 90; s++) at(s * 1000, s - 30);
  expect(at(91_000, 61)).toBeGreaterThan(100);
  expect(at(92_000, 62)).toBeLessThan(170); // 138 chunks at one a second
  for (let i = 0; i < 300; i++) watch.secondsLeft(upload({ id: `u${i}` }), { done: 0, all: 1 });
  expect(at(93_000, 63)).not.toBeNull();
});
