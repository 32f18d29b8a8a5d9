import { refusalOf, type Queue } from './backpressure.js';

const LIMITS = { maxWaiting: 4, maxWaitingPerOwner: 2 };
const queue = (owners: string[], tokensAhead = 1000, tokensPerMs = 0.1): Queue => ({
  owners,
  tokensAhead,
  tokensPerMs,
});
const refuse = (q: Queue, owner = 'ada', deadlineMs?: number) => refusalOf(q, { owner, deadlineMs }, LIMITS);

describe('refusalOf', () => {
  it('lets a request wait where there is room', () => expect(refuse(queue(['bob', 'ada']))).toBeUndefined());

  it('refuses where the queue is full and says when half of it should be done', () => {
    expect(refuse(queue(['a', 'b', 'c', 'd']))).toMatchObject({
      name: 'EngineBusy',
      waiting: 4,
      retryAfterMs: 5000,
      message: '4 requests wait already. Try again in 5 s.',
    });
  });

  it('keeps one person from filling the queue', () => {
    expect(refuse(queue(['ada', 'ada']))!.message).toContain('2 requests of the same person');
    expect(refuse(queue(['ada', 'ada']), 'bob')).toBeUndefined();
  });

  it('refuses at once what would miss its deadline', () => {
    expect(refuse(queue(['bob']), 'ada', 9000)!.message).toContain('about 10000 ms');
    expect(refuse(queue(['bob']), 'ada', 11_000)).toBeUndefined();
    expect(refuse(queue([]), 'ada', 1)).toBeUndefined(); // nobody is ahead of it in the queue
  });

  it('keeps the advice between a second and a minute', () => {
    expect(refuse(queue(['a', 'b', 'c', 'd'], 1))!.retryAfterMs).toBe(1000);
    expect(refuse(queue(['a', 'b', 'c', 'd'], 1e9))!.retryAfterMs).toBe(60_000);
    expect(refuse(queue(['a', 'b', 'c', 'd'], 500, 0))!.retryAfterMs).toBe(1000);
  });
});
