import { FairShare } from './fair-share.js';
import {
  admit,
  chunkOf,
  planRound,
  startingOrder,
  type Progress,
  type RoundLimits,
  type Waiting,
} from './schedule.js';

const LIMITS: RoundLimits = { chunkTokens: 16, aloneChunkTokens: 64 };
const prefill = (id: number, prefillLeft: number, changes: Partial<Progress> = {}): Progress => ({
  id,
  owner: '',
  priority: 'interactive',
  prefillLeft,
  ...changes,
});
const decode = (id: number): Progress => prefill(id, 0);
const waiting = (id: number, changes: Partial<Waiting> = {}): Waiting => ({
  id,
  owner: '',
  priority: 'interactive',
  capacity: 10,
  arrivedMs: 0,
  ...changes,
});
const noShare = new FairShare(() => 0);
const plan = (running: Progress[], turn = 0, share = noShare) => planRound(running, LIMITS, { turn, share });

describe('planRound', () => {
  it('gives every decode one token and one prompt a chunk', () => {
    expect(plan([prefill(0, 36), decode(1), decode(2)])).toEqual({
      decode: [1, 2],
      prefill: { id: 0, tokens: 16 },
    });
  });

  it('reads in long chunks where nobody waits for a token', () => {
    expect(plan([prefill(3, 80)]).prefill).toEqual({ id: 3, tokens: 64 });
    expect(plan([prefill(3, 2)]).prefill).toEqual({ id: 3, tokens: 2 });
  });

  it('reads the shortest prompt first, but every fourth chunk is the oldest', () => {
    const prompts = [prefill(1, 900), prefill(2, 30)];
    expect([0, 1, 2, 3].map((turn) => plan(prompts, turn).prefill!.id)).toEqual([2, 2, 2, 1]);
  });

  it('reads bulk prompts only where no other waits, and one chunk of eight', () => {
    const prompts = [prefill(1, 10, { priority: 'bulk' }), prefill(2, 500)];
    const ids = Array.from({ length: 8 }, (_, turn) => plan(prompts, turn).prefill!.id);
    expect(ids).toEqual([2, 2, 2, 2, 2, 2, 2, 1]);
    expect(plan(prompts.slice(0, 1)).prefill!.id).toBe(1);
  });

  it('reads for whoever got least, however long their prompt', () => {
    const share = new FairShare(() => 0);
    share.charge('ada', 1000);
    const prompts = [prefill(1, 5, { owner: 'ada' }), prefill(2, 800, { owner: 'bob' })];
    expect(plan(prompts, 0, share).prefill!.id).toBe(2);
  });

  it('plans nothing for nobody', () => expect(plan([])).toEqual({ decode: [], prefill: undefined }));

  it('lets no prompt starve under an endless stream of short ones', () => {
    const share = new FairShare(() => 0);
    const long = prefill(0, 1600, { owner: 'long' });
    let rounds = 0;
    for (let id = 1; long.prefillLeft > 0 && rounds < 10_000; id++, rounds++) {
      const chosen = plan([long, prefill(id, 4, { owner: 'short' })], rounds, share).prefill!;
      share.charge(chosen.id === 0 ? 'long' : 'short', chosen.tokens);
      if (chosen.id === 0) long.prefillLeft -= chosen.tokens;
    }
    expect(rounds).toBeLessThanOrEqual(250); // 25 chunks of 64 alone; at least one turn in two is its own
  });
});

describe('chunkOf', () => {
  it.each([64, 128])('never runs a single token, nor one after whole tiles, in chunks of %d', (limit) => {
    for (let prompt = 2; prompt < 700; prompt++) {
      let left = prompt;
      while (left > 0) {
        const chunk = chunkOf(left, limit);
        expect({ prompt, left, chunk, ok: chunk <= limit && chunk > 1 && chunk % 16 !== 1 }).toMatchObject({
          ok: true,
        });
        left -= chunk;
      }
      expect(left).toBe(0);
    }
  });
});

describe('startingOrder', () => {
  const order = (all: Waiting[], running: { owner: string }[] = [], nowMs = 0, share = noShare) =>
    startingOrder(all, running, { nowMs, share }).map(({ id }) => id);

  it('takes people in turns, each in order of arrival', () => {
    const all = [1, 2, 3].map((id) => waiting(id, { owner: 'ada' }));
    expect(order([...all, waiting(4, { owner: 'bob' })])).toEqual([1, 4, 2, 3]);
    expect(order([...all, waiting(4, { owner: 'bob' })], [{ owner: 'ada' }])).toEqual([4, 1, 2, 3]);
  });

  it('puts bulk work last until it has waited half a minute', () => {
    const all = [waiting(1, { priority: 'bulk' }), waiting(2, { arrivedMs: 29_000 })];
    expect(order(all, [], 29_000)).toEqual([2, 1]);
    expect(order(all, [], 30_000)).toEqual([1, 2]);
  });
});

describe('admit', () => {
  const room = (tokens: number) => (request: Waiting) => {
    if (request.capacity > tokens) return false;
    tokens -= request.capacity;
    return true;
  };
  const ids = (all: Waiting[], nowMs: number, tokens: number) =>
    admit(all, nowMs, room(tokens)).map(({ id }) => id);

  it('lets in what fits, in order', () =>
    expect(ids([waiting(1), waiting(2), waiting(3)], 0, 20)).toEqual([1, 2]));

  it('lets small ones pass one that does not fit, but only for a while', () => {
    const all = [waiting(1, { capacity: 50 }), waiting(2)];
    expect(ids(all, 100, 30)).toEqual([2]);
    expect(ids(all, 2000, 30)).toEqual([]);
  });
});

describe('FairShare', () => {
  it('starts newcomers level with whoever got least, and forgets with time', () => {
    let now = 0;
    const share = new FairShare(() => now);
    share.present(['ada', 'bob']);
    share.charge('ada', 100);
    share.charge('bob', 300);
    share.present(['ada', 'bob', 'cyd']);
    expect(share.served('cyd')).toBe(100);
    now = 10_000;
    share.charge('cyd', 0);
    expect([share.served('ada'), share.served('bob')]).toEqual([50, 150]);
    share.present(['bob']);
    share.present(['bob', 'ada']);
    expect(share.served('ada')).toBe(150); // absence saved nothing up
  });
});
