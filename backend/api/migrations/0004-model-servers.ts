import type { MigrationInterface, QueryRunner } from 'typeorm';

/** OpenAI-compatible servers that an owner added on the console, and the model that serves a skill when the first cannot. */
export class ModelServers1764110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table model_server (
      id text primary key,                       -- model id that routes and answers name
      base_url text not null,                    -- up to and including /v1
      model text not null,                       -- name that the server knows
      sealed_key bytea,                          -- under the master key; null: none is needed
      context_tokens integer not null check (context_tokens > 0),
      concurrent integer not null check (concurrent > 0),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    )`);
    await runner.query('alter table model_assignment add column fallback_id text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table model_assignment drop column fallback_id');
    await runner.query('drop table model_server');
  }
}
