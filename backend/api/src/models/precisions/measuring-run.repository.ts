import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { ModelFailure } from '../model-failure.js';

/** The newest measurement of a model's precisions: how far it is, or how it ended. */
export interface MeasuringRun {
  runId: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  /** 0 until the first is done. */
  steps: number;
  /** Since it began; null while it waits. */
  elapsedS: number | null;
  failureCode: string | null;
  failureReason: string | null;
}

@Injectable()
export class MeasuringRunRepository {
  constructor(private readonly database: Database) {}

  async find(modelId: string): Promise<MeasuringRun | undefined> {
    const [row] = await this.database.query<MeasuringRun>(
      `select run_id as "runId", state, done, steps, failure_code as "failureCode", failure_reason as "failureReason",
         extract(epoch from now() - started_at)::float8 as "elapsedS"
       from measuring_run where model_id = $1`,
      [modelId],
    );
    return row;
  }

  /** A run in the place of the one before. */
  async put(modelId: string): Promise<string> {
    const runId = newId();
    await this.database.query(
      `insert into measuring_run (model_id, run_id, state) values ($1, $2, 'waiting')
       on conflict (model_id) do update set run_id = excluded.run_id, state = 'waiting', done = 0, steps = 0,
         failure_code = null, failure_reason = null, started_at = null`,
      [modelId, runId],
    );
    return runId;
  }

  /** From the start, also where an earlier process was killed; false when nobody wants it any more. */
  async begin(runId: string): Promise<boolean> {
    const rows = await this.database.query(
      `update measuring_run set state = 'running', done = 0, steps = 0, started_at = now()
       where run_id = $1 and state in ('waiting', 'running') returning run_id`,
      [runId],
    );
    return rows.length > 0;
  }

  /** False when it was cancelled, or another took its place. */
  async progress(runId: string, { done, steps }: Pick<MeasuringRun, 'done' | 'steps'>): Promise<boolean> {
    const rows = await this.database.query(
      `update measuring_run set done = $2, steps = $3 where run_id = $1 and state = 'running' returning run_id`,
      [runId, done, steps],
    );
    return rows.length > 0;
  }

  async finish(runId: string): Promise<boolean> {
    const rows = await this.database.query(
      `update measuring_run set state = 'done' where run_id = $1 and state = 'running' returning run_id`,
      [runId],
    );
    return rows.length > 0;
  }

  async fail(runId: string, { code, reason }: ModelFailure): Promise<void> {
    await this.database.query(
      `update measuring_run set state = 'failed', failure_code = $2, failure_reason = $3
       where run_id = $1 and state in ('waiting', 'running')`,
      [runId, code, reason],
    );
  }

  /** False when none waits or runs. */
  async cancel(modelId: string): Promise<boolean> {
    const rows = await this.database.query(
      `update measuring_run set state = 'cancelled' where model_id = $1 and state in ('waiting', 'running')
       returning run_id`,
      [modelId],
    );
    return rows.length > 0;
  }
}
