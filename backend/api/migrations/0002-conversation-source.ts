import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a conversation came from: what a program asked in a person's name does not fill that person's list. */
export class ConversationSource1764090000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table conversation add column source text not null default 'app' check (source in ('app', 'api'))`,
    );
    await runner.query('drop index conversation_person');
    await runner.query(
      'create index conversation_person on conversation (person_id, source, updated_at desc)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index conversation_person');
    await runner.query('create index conversation_person on conversation (person_id, updated_at desc)');
    await runner.query('alter table conversation drop column source');
  }
}
