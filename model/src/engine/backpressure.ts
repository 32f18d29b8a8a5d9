/** Too much is waiting; nothing was begun. */
export class EngineBusy extends Error {
  constructor(
    readonly waiting: number,
    readonly retryAfterMs: number,
    why: string,
  ) {
    super(`${why} Try again in ${Math.ceil(retryAfterMs / 1000)} s.`);
    this.name = 'EngineBusy';
  }
}

/** A request's deadline passed before it was done. */
export class DeadlineExceeded extends Error {
  constructor(readonly deadlineMs: number) {
    super(`The request was not done within its ${deadlineMs} ms.`);
    this.name = 'DeadlineExceeded';
  }
}

export interface QueueLimits {
  maxWaiting: number;
  maxWaitingPerOwner: number;
}

/** What is ahead of a request that arrives. */
export interface Queue {
  owners: readonly string[]; // of those who wait
  tokensAhead: number; // prompt and answer tokens still to do for all who wait or run
  tokensPerMs: number; // measured lately; 0 where nothing was
}

const SHORTEST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** The refusal of an arriving request, or undefined where it may wait. */
export function refusalOf(
  queue: Queue,
  request: { owner: string; deadlineMs: number | undefined },
  limits: QueueLimits,
): EngineBusy | undefined {
  const waiting = queue.owners.length;
  const waitMs = queue.tokensPerMs > 0 ? queue.tokensAhead / queue.tokensPerMs : 0;
  const busy = (why: string, share: number) =>
    new EngineBusy(waiting, clamp(waitMs * share, SHORTEST_RETRY_MS, LONGEST_RETRY_MS), why);
  if (waiting >= limits.maxWaiting) return busy(`${waiting} requests wait already.`, 1 / 2);
  const own = queue.owners.filter((owner) => owner === request.owner).length;
  if (own >= limits.maxWaitingPerOwner) return busy(`${own} requests of the same person wait already.`, 1);
  const { deadlineMs } = request;
  if (deadlineMs !== undefined && waiting > 0 && waitMs > deadlineMs)
    return busy(
      `The work ahead takes about ${Math.round(waitMs)} ms, longer than the request's ${deadlineMs} ms.`,
      1,
    );
  return undefined;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
