import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerRun } from '../answer-run.js';
import { type Draft, emptyDraft } from '../draft.js';
import { PartialKeeper } from './partial-keeper.js';

it('keeps each change once, and nothing after it was stopped', async () => {
  const kept: Draft[] = [];
  const run = { partial: null as Draft | null };
  const record = {
    keepPartial: async (_: unknown, draft: Draft) => {
      await sleep(20);
      kept.push(draft);
    },
  };
  const keeper = new PartialKeeper(run as AnswerRun, record, 5);
  const [first, second] = [emptyDraft(), emptyDraft()];
  run.partial = first;
  await sleep(60);
  run.partial = second;
  await sleep(20);
  await keeper.stop();
  expect(kept).toEqual([first, second]);
  run.partial = emptyDraft();
  await sleep(40);
  expect(kept).toHaveLength(2);
});
