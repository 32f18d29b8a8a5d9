import PgBoss from 'pg-boss';
import type { Database } from '../database/database.js';
import { logger } from '../telemetry/logger.js';
import { correlationId, withCorrelation } from '../telemetry/correlation.js';

/** What a job carries: ids only. It looks the world up again before it writes. */
export interface JobPayload {
  [name: string]: string | number | boolean | null;
}

export interface JobOptions {
  startAfterS?: number;
  retryLimit?: number;
  /** A job silent for this long is taken up again by somebody else. */
  expireInS?: number;
  priority?: number;
}

type Handler<P> = (payload: P, signal: AbortSignal) => Promise<void>;

interface Envelope {
  payload: JobPayload;
  correlationId?: string;
}

/** Jobs in the product's own database (pg-boss): enqueued in the transaction that needs them. */
export class JobQueue {
  private readonly boss: PgBoss;
  private readonly known = new Set<string>();
  private readonly inFlight = new Set<Promise<unknown>>();
  private readonly stopping = new AbortController();

  constructor(private readonly database: Database) {
    this.boss = new PgBoss({
      db: { executeSql: (sql, values) => this.detachedSql(sql, values) },
      supervise: true,
      schedule: true,
    });
    this.boss.on('error', (err) => logger.error({ err }, 'job queue'));
  }

  async start(): Promise<void> {
    await this.boss.start();
  }

  /** Makes the queue if it is missing: once per process, at start, outside any transaction. */
  async declare(queue: string): Promise<void> {
    if (this.known.has(queue)) return;
    await this.boss.createQueue(queue, { name: queue, policy: 'standard' });
    this.known.add(queue);
  }

  async enqueue(queue: string, payload: JobPayload, options: JobOptions = {}): Promise<void> {
    if (!this.known.has(queue))
      throw new Error(`queue ${queue} was not declared; call declare() in onModuleInit`);
    const envelope: Envelope = { payload, correlationId: correlationId() };
    await this.boss.send(queue, envelope, {
      ...(options.startAfterS !== undefined && { startAfter: options.startAfterS }),
      ...(options.priority !== undefined && { priority: options.priority }),
      retryLimit: options.retryLimit ?? 3,
      retryDelay: 2,
      retryBackoff: true,
      expireInSeconds: options.expireInS ?? 900,
      db: { executeSql: (sql, values) => this.joinedSql(sql, values) },
    });
  }

  /** Works one job at a time from the queue. The handler must be idempotent: a killed process runs it again. */
  async work<P extends JobPayload>(
    queue: string,
    handler: Handler<P>,
    { concurrency = 1 } = {},
  ): Promise<void> {
    await this.declare(queue);
    for (let i = 0; i < concurrency; i++) await this.startWorker(queue, handler);
  }

  /** Looks twice a second while there is nothing to do, and at once after each job. */
  private async startWorker<P extends JobPayload>(queue: string, handler: Handler<P>): Promise<void> {
    const worker: { id?: string } = {};
    const options = { pollingIntervalSeconds: 0.5, batchSize: 1 };
    worker.id = await this.boss.work<Envelope>(queue, options, async ([job]) => {
      const { payload, correlationId: id } = job!.data;
      try {
        await withCorrelation(id ?? job!.id, () => handler(payload as P, this.stopping.signal));
      } finally {
        if (worker.id) this.boss.notifyWorker(worker.id);
      }
    });
  }

  /** Runs a queue by the clock (cron, UTC). */
  async schedule(queue: string, cron: string, payload: JobPayload = {}): Promise<void> {
    await this.declare(queue);
    await this.boss.schedule(queue, cron, { payload } satisfies Envelope, { tz: 'UTC' });
  }

  /** Jobs that a killed process left active wait again at once. Only while an installation has one worker. */
  async takeBackActive(): Promise<number> {
    const rows = await this.database.query<{ id: string }>(
      `update pgboss.job set state = 'retry', start_after = now() where state = 'active' returning id`,
    );
    return rows.length;
  }

  /** Payloads of the jobs that wait or run, so that a sweep finds work that no job remembers. */
  async unfinished(queue: string): Promise<JobPayload[]> {
    const rows = await this.database.query<{ payload: JobPayload }>(
      `select data -> 'payload' as payload from pgboss.job
       where name = $1 and state in ('created', 'retry', 'active')`,
      [queue],
    );
    return rows.map((row) => row.payload);
  }

  async counts(): Promise<{ queue: string; state: string; count: number }[]> {
    return this.database.query(
      `select name as queue, state::text as state, count(*)::int as count from pgboss.job
       where name not like '\\_\\_pgboss%' group by 1, 2 order by 1, 2`,
    );
  }

  /** Running handlers get the signal, finish or hand their job back, then the queue closes. */
  async stop({ timeoutMs = 10_000 } = {}): Promise<void> {
    this.stopping.abort();
    await this.boss.stop({ graceful: true, wait: true, timeout: timeoutMs, close: false });
    while (this.inFlight.size) await Promise.allSettled(this.inFlight); // its own housekeeping is not waited for
  }

  private async joinedSql(sql: string, values: unknown[]): Promise<{ rows: unknown[] }> {
    return { rows: await this.database.query(sql, values) };
  }

  private async detachedSql(sql: string, values: unknown[]): Promise<{ rows: unknown[] }> {
    const running = this.database.detached(() => this.joinedSql(sql, values));
    this.inFlight.add(running);
    return running.finally(() => this.inFlight.delete(running));
  }
}
