/** Wrong passwords in a row that cost nothing. */
const FREE_FAILURES = 4;
const FIRST_LOCK_S = 15;
const LONGEST_LOCK_S = 900;

/** Seconds for which a login is locked after its nth wrong password in a row: 0, then doubling from 15 s to 15 min. */
export function lockSeconds(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_LOCK_S, FIRST_LOCK_S * 2 ** (failures - FREE_FAILURES - 1));
}

interface Attempts {
  failures: number;
  lockedUntil: number;
}

/** Locks logins that belong to nobody just like real ones, so that a lock does not tell which exist. */
export class UnknownLogins {
  private readonly attempts = new Map<string, Attempts>();

  constructor(private readonly capacity = 10_000) {}

  lockedUntil(login: string): number {
    return this.attempts.get(login)?.lockedUntil ?? 0;
  }

  fail(login: string, now: number): void {
    const failures = (this.attempts.get(login)?.failures ?? 0) + 1;
    this.attempts.delete(login);
    if (this.attempts.size >= this.capacity) this.attempts.delete(this.attempts.keys().next().value!);
    this.attempts.set(login, { failures, lockedUntil: now + lockSeconds(failures) * 1000 });
  }
}

/** One attempt at a time for each login: guesses sent together count one after the other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  async inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.last.get(key) ?? Promise.resolve();
    const mine = before.then(run, run);
    this.last.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(key) === mine) this.last.delete(key);
    }
  }
}
