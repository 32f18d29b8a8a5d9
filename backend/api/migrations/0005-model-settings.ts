import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each precision of a local model was measured to cost, and how an owner set the model. */
export class ModelSettings1764120000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table precision_measurement (
      model_id text not null,
      weights_hash text not null,                -- figures of other weights under the same id do not count
      precision text not null check (precision in ('fp32', 'q8', 'q4x')),
      positions integer not null check (positions > 0),
      perplexity double precision not null,
      kl_to_fp32 double precision,               -- nats a token; null: fp32 itself
      same_choice double precision,
      prompt_tokens_per_s double precision not null,
      new_tokens_per_s double precision not null,
      weights_mb double precision not null,
      processor text not null,
      threads integer not null check (threads > 0),
      measured_at timestamptz not null default now(),
      primary key (model_id, weights_hash, precision)
    )`);
    await runner.query(`create table measuring_run (   -- the newest of each model
      model_id text primary key,
      run_id uuid not null,
      state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
      done integer not null default 0,
      steps integer not null default 0,
      failure_code text,
      failure_reason text,
      started_at timestamptz
    )`);
    await runner.query(`create table model_setting (
      model_id text primary key,
      precision text not null check (precision in ('auto', 'fp32', 'q8', 'q4x')),
      context_tokens integer not null check (context_tokens > 0),
      updated_at timestamptz not null default now()
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['model_setting', 'measuring_run', 'precision_measurement'])
      await runner.query(`drop table ${table}`);
  }
}
