import type { Agent } from 'supertest';
import { type TestAnswers, openTestAnswers } from '../../../../test/support/test-answers.js';
import type { Actor } from '../access/index.js';

let test: TestAnswers;
let olive: { actor: Actor; agent: Agent };
let rita: { actor: Actor; agent: Agent };
let sam: { actor: Actor; agent: Agent };
let policies: string;

const leave = `# Leave policy

Every employee has twenty-five days of paid leave in a calendar year.
Up to five unused days carry over into the next year; they expire on 31 March.

## Approval

Leave of more than ten days needs the approval of the department head.
`;

beforeAll(async () => {
  test = await openTestAnswers();
  olive = await test.person('olive');
  rita = await test.person('rita');
  sam = await test.person('sam');
  policies = await test.people.space(olive.actor, 'Policies', [[{ person: rita.actor }, 'reader']]);
  await test.add(olive.agent, policies, { 'leave.md': leave });
});
afterAll(() => test.close());

it('quotes the sentence that answers, cited word for word, and keeps the record', async () => {
  const events = await test.ask(rita.agent, {
    question: 'How many unused leave days carry over to the next year?',
  });
  expect(events.map(({ event }) => event)).toEqual(
    expect.arrayContaining(['answer-start', 'answer-stage', 'answer-delta', 'answer-citation', 'answer-end']),
  );
  const { answer } = events.at(-1)!.data;
  expect(answer).toMatchObject({ mode: 'quote', state: 'finished', finishReason: 'complete' });
  const [block] = answer.blocks;
  expect(block.text).toContain('Up to five unused days carry over into the next year');
  expect(answer.citations[0]).toMatchObject({ number: 1, title: 'leave', isCurrentVersion: true });
  expect(block.text).toContain(answer.citations[0].quote);
  const [row] = await test.database.query('select * from answer where id = $1', [answer.id]);
  expect(row).toMatchObject({ state: 'finished', template_version: expect.any(String), arm: 'live' });
  const stored = await rita.agent.get(`/api/v1/answers/${answer.id}`);
  expect(stored.body).toEqual(answer);
});
