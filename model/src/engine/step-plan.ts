/** What the planner needs to know of a running request. */
export interface Progress {
  id: number;
  prefillLeft: number; // prompt tokens not yet in the cache
}

/** One run of the network. A decode step may one day hold several requests; a prefill chunk is always one request's. */
export type Step = { kind: 'decode'; ids: number[] } | { kind: 'prefill'; id: number; tokens: number };

export interface PlanLimits {
  decodeBatch: number; // requests in one decode step
  chunkTokens: number; // prompt tokens at a time while others wait for their next token
  aloneChunkTokens: number; // and where nobody waits
}

/**
 * The next round of steps: every decoding request gets one token, then the oldest prompt gets one chunk. So a long
 * prompt never stops a stream for longer than one chunk.
 */
export function planRound(running: readonly Progress[], limits: PlanLimits): Step[] {
  const decoding = running.filter(({ prefillLeft }) => prefillLeft === 0).map(({ id }) => id);
  const steps: Step[] = [];
  for (let i = 0; i < decoding.length; i += limits.decodeBatch) {
    steps.push({ kind: 'decode', ids: decoding.slice(i, i + limits.decodeBatch) });
  }
  const oldest = running.find(({ prefillLeft }) => prefillLeft > 0);
  if (oldest) {
    const chunk = decoding.length ? limits.chunkTokens : limits.aloneChunkTokens;
    steps.push({ kind: 'prefill', id: oldest.id, tokens: Math.min(oldest.prefillLeft, chunk) });
  }
  return steps;
}

/** How many of the waiting requests, in order of arrival, may start: none overtakes one that does not fit yet. */
export function admit(waiting: readonly number[], free: { slots: number; tokens: number }): number {
  let { tokens } = free;
  let count = 0;
  for (const needed of waiting) {
    if (count >= free.slots || needed > tokens) break;
    tokens -= needed;
    count++;
  }
  return count;
}
