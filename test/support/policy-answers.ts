import type { Agent } from 'supertest';
import type { Actor } from '../../backend/api/src/access/index.js';
import type { Answer } from '../../backend/api/src/answers/answer.dto.js';
import { type StreamedEvent, type TestAnswers, openTestAnswers } from './test-answers.js';

interface Somebody {
  actor: Actor;
  agent: Agent;
}

export interface PolicyAnswers {
  test: TestAnswers;
  /** Owns the space. */
  olive: Somebody;
  /** Reads it. */
  rita: Somebody;
  /** May not. */
  sam: Somebody;
  policies: string;
}

const leave = `# Leave policy

Every employee has twenty-five days of paid leave in a calendar year.
Up to five unused days carry over into the next year; they expire on 31 March.

## Approval

Leave of more than ten days needs the approval of the department head.
`;

/** A question that `leave.md` answers. */
export const carryOver = 'How many unused leave days carry over to the next year?';

/** A space of policies, one person who reads it and one who does not, for asking over HTTP. */
export async function openPolicyAnswers(): Promise<PolicyAnswers> {
  const test = await openTestAnswers();
  const olive = await test.person('olive');
  const rita = await test.person('rita');
  const sam = await test.person('sam');
  const policies = await test.people.space(olive.actor, 'Policies', [[{ person: rita.actor }, 'reader']]);
  await test.add(olive.agent, policies, {
    'leave.md': leave,
    'prices.csv': 'Product,Price,Delivery days\nT200 sensor,1450 EUR,12\nT300 sensor,1980 EUR,20\n',
    '休假.md': '# 年假\n\n员工每年享有二十五天年假。未使用的年假最多可结转五天，并于次年三月三十一日失效。\n',
  });
  return { test, olive, rita, sam, policies };
}

export function answerOf(events: StreamedEvent[]): Answer {
  expect(events.at(-1)).toMatchObject({ event: 'answer-end' });
  return (events.at(-1)!.data as { answer: Answer }).answer;
}

export const textOf = (answer: Answer): string => answer.blocks.map(({ text }) => text).join('\n');
