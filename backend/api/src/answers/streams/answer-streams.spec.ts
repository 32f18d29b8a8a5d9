import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerEvent } from './answer-event.js';
import { AnswerStreams } from './answer-streams.js';

const stage = (passages: number): AnswerEvent => ({
  name: 'answer-stage',
  data: { stage: 'reading', passages },
});
const last = { name: 'answer-end', data: { answer: {} } } as unknown as AnswerEvent;
const open = (options = {}) => {
  const streams = new AnswerStreams();
  streams.graceMs = 20;
  return streams.open('answer', 'person', options);
};
const never = new AbortController().signal;

it('gives every reader the same events in order, whenever it comes, and what it missed when it comes back', async () => {
  const stream = open();
  const readAll = async (from: number): Promise<number[]> => {
    const ids: number[] = [];
    for await (const { id } of stream.read(from, never)) ids.push(id);
    return ids;
  };
  const early = readAll(0);
  stream.emit(stage(1));
  const late = readAll(0);
  await sleep(5);
  stream.emit(stage(2));
  stream.emit(last);
  stream.emit(stage(3)); // after the end: nothing
  expect(await early).toEqual([1, 2, 3]);
  expect(await late).toEqual([1, 2, 3]);
  expect(await readAll(2)).toEqual([3]);
});

it('gives an answer up when its last reader stays away, and not before', async () => {
  const stream = open();
  const gone = new AbortController();
  const reading = (async () => {
    for await (const _ of stream.read(0, gone.signal));
  })();
  await sleep(40);
  expect(stream.signal.aborted).toBe(false);
  gone.abort();
  await reading;
  await sleep(60);
  expect(stream).toMatchObject({ endCause: 'abandoned' });
  expect(stream.signal.aborted).toBe(true);
});

it('waits for the end without a reader when it is held', async () => {
  const stream = open({ held: true });
  for await (const _ of stream.read(0, AbortSignal.timeout(5)));
  await sleep(60);
  expect(stream.endCause).toBeUndefined();
});

it('ends once: the first cause stays', () => {
  const stream = open();
  stream.end('stopped');
  stream.end('abandoned');
  expect(stream.endCause).toBe('stopped');
});
