import {
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  type CircuitBreakerPolicy,
  type RetryPolicy,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  retry,
} from 'cockatiel';
import { Problem } from '../../platform/index.js';
import { tooMuchFor } from './server-refusal.js';
import { Slots } from './slots.js';

export interface GuardLimits {
  /** Requests that the server works on at once; as many again eight times over wait in line. */
  concurrent: number;
  /** Further attempts after the first. */
  retries: number;
  firstPauseMs: number;
  /** Failures in a row after which nothing more is sent for a while. */
  failuresToOpen: number;
  openMs: number;
}

const usualLimits: GuardLimits = {
  concurrent: 8,
  retries: 2,
  firstPauseMs: 200,
  failuresToOpen: 5,
  openMs: 10_000,
};
const LINE_PER_SLOT = 8;

/**
 * What stands before one model server in this process: a limit of requests at once, further attempts after failures
 * that pass, and a breaker that spares people the wait for a server that is down (M. Nygard, Release It!, 2nd ed., ch. 5).
 */
export class ServerGuard {
  private readonly slots: Slots;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly attempts: RetryPolicy;
  private readonly limits: GuardLimits;
  private openedAt = 0;

  constructor(
    private readonly id: string,
    limits: Partial<GuardLimits> = {},
  ) {
    this.limits = { ...usualLimits, ...limits };
    const { concurrent, retries, firstPauseMs, failuresToOpen, openMs } = this.limits;
    this.slots = new Slots(concurrent, concurrent * LINE_PER_SLOT, () => tooMuchFor(this.id));
    this.breaker = circuitBreaker(handleWhen(isServerFailure), {
      halfOpenAfter: openMs,
      breaker: new ConsecutiveBreaker(failuresToOpen),
    });
    this.breaker.onBreak(() => (this.openedAt = performance.now()));
    this.attempts = retry(handleWhen(mayPass), {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: firstPauseMs, maxDelay: firstPauseMs * 10 }),
    });
  }

  /** True while nothing is sent to the server because it failed too often in a row. */
  get isOpen(): boolean {
    return this.breaker.state === CircuitState.Open;
  }

  /** A place among the requests at work; call what it resolves to when the answer has been read. */
  enter(signal?: AbortSignal): Promise<() => void> {
    return this.slots.take(signal);
  }

  /** Runs it again when it fails in a way that passes: so it must have handed nothing on when it fails. */
  async attempt<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await unlessAborted(
        this.attempts.execute(() => this.breaker.execute(run), signal),
        signal,
      );
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.down() : error;
    }
  }

  private down(): Problem {
    const waitS = Math.max(1, Math.ceil((this.openedAt + this.limits.openMs - performance.now()) / 1000));
    const detail = `The model server ${this.id} failed several times in a row; the next attempt is made in ${waitS} s.`;
    return new Problem(503, 'model-server-down', detail, { retryAfterS: waitS });
  }
}

const failureCodes = ['model-server-failed', 'model-server-silent'];

/** The server's own failures; not a refused key, a prompt too long, or one's own cancelling. */
const isServerFailure = (error: Error): boolean =>
  error instanceof Problem && failureCodes.includes(error.code) && error.extra.retryAfterS !== undefined;

/** Silence is not asked again: the server may still be at work on it. */
const mayPass = (error: Error): boolean =>
  isServerFailure(error) && (error as Problem).code !== 'model-server-silent';

/** A pause between two attempts does not hold up who has cancelled. */
async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', onAbort!));
}
