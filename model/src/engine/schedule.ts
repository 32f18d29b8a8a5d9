import type { FairShare } from './fair-share.js';

/** `bulk` work takes what people who wait leave over. */
export type Priority = 'interactive' | 'bulk';

/** What the schedule needs to know of a request that runs. */
export interface Progress {
  id: number;
  owner: string; // whom its work is charged to
  priority: Priority;
  prefillLeft: number; // prompt tokens not yet in the cache
}

/** What it needs to know of one that waits. */
export interface Waiting {
  id: number;
  owner: string;
  priority: Priority;
  capacity: number; // cache positions that it may come to need
  arrivedMs: number;
}

/** One turn: every decoding request gets a token in one run, then one prompt gets a chunk. */
export interface Round {
  decode: number[];
  prefill: { id: number; tokens: number } | undefined;
}

export interface RoundLimits {
  chunkTokens: number; // prompt tokens at a time while others wait for their next token
  aloneChunkTokens: number; // and where nobody waits
}

const OLDEST_EVERY = 4; // of so many chunks one goes to the oldest prompt, however long it is
const BULK_EVERY = 8; // and one to the oldest of all, however unimportant
const BULK_PATIENCE_MS = 30_000; // bulk work that waited longer counts as interactive
const OVERTAKE_MS = 2000; // how long a request that does not fit lets smaller ones pass

/**
 * Plans the next round; `turn` counts the rounds. No stream stops for longer than one chunk. Prompts of the owner who
 * got least go first, the shortest of them before the others, but no prompt waits for ever: see OLDEST_EVERY.
 */
export function planRound(
  running: readonly Progress[],
  limits: RoundLimits,
  { turn, share }: { turn: number; share: FairShare },
): Round {
  const decode = running.filter(({ prefillLeft }) => prefillLeft === 0).map(({ id }) => id);
  const prompts = running.filter(({ prefillLeft }) => prefillLeft > 0);
  const next = choosePrompt(prompts, turn, share);
  if (!next) return { decode, prefill: undefined };
  const chunk = decode.length ? limits.chunkTokens : limits.aloneChunkTokens;
  return { decode, prefill: { id: next.id, tokens: chunkOf(next.prefillLeft, chunk) } };
}

const TILE = 16; // divides the rows that attention takes at a time
const MOVED = 8;

/**
 * Tokens of the next chunk. No run has a single token, alone or after whole tiles: attention rounds that one otherwise
 * than one of several, and what is chosen must not depend on how a prompt was cut (model/DESIGN.md).
 */
export function chunkOf(left: number, limit: number): number {
  if (left > limit) return left === limit + 1 ? limit - MOVED : limit;
  return left > 1 && left % TILE === 1 ? left - MOVED - 1 : left;
}

function choosePrompt(prompts: readonly Progress[], turn: number, share: FairShare): Progress | undefined {
  if (turn % BULK_EVERY === BULK_EVERY - 1) return oldest(prompts);
  const interactive = prompts.filter(({ priority }) => priority === 'interactive');
  const candidates = interactive.length ? interactive : prompts;
  if (turn % OLDEST_EVERY === OLDEST_EVERY - 1) return oldest(candidates);
  return first(
    candidates,
    (a, b) => share.served(a.owner) - share.served(b.owner) || a.prefillLeft - b.prefillLeft || a.id - b.id,
  );
}

const oldest = (prompts: readonly Progress[]) => first(prompts, (a, b) => a.id - b.id);

function first<T>(items: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || compare(item, best) < 0 ? item : best),
    undefined,
  );
}

/** Those who wait, in the order in which they should start. */
export function startingOrder(
  waiting: readonly Waiting[],
  running: readonly { owner: string }[],
  { nowMs, share }: { nowMs: number; share: FairShare },
): Waiting[] {
  const taken = new Map<string, number>();
  for (const { owner } of running) taken.set(owner, (taken.get(owner) ?? 0) + 1);
  const left = [...waiting];
  const order: Waiting[] = [];
  const rank = ({ priority, arrivedMs }: Waiting) =>
    priority === 'bulk' && nowMs - arrivedMs < BULK_PATIENCE_MS ? 1 : 0;
  const runningOf = ({ owner }: Waiting) => taken.get(owner) ?? 0;
  while (left.length) {
    const next = first(
      left,
      (a, b) =>
        rank(a) - rank(b) ||
        runningOf(a) - runningOf(b) ||
        share.served(a.owner) - share.served(b.owner) ||
        a.id - b.id,
    )!;
    left.splice(left.indexOf(next), 1);
    taken.set(next.owner, runningOf(next) + 1);
    order.push(next);
  }
  return order;
}

/**
 * Who of the ordered may start now; `take` reserves room for one, or says that there is none. One that does not fit
 * lets smaller ones pass for a while, then everybody waits until it does.
 */
export function admit(
  ordered: readonly Waiting[],
  nowMs: number,
  take: (request: Waiting) => boolean,
): Waiting[] {
  const admitted: Waiting[] = [];
  for (const request of ordered) {
    if (take(request)) admitted.push(request);
    else if (nowMs - request.arrivedMs >= OVERTAKE_MS) break;
  }
  return admitted;
}
