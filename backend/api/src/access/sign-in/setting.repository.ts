import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

/** Small facts of the installation, by name (table `setting`). */
@Injectable()
export class SettingRepository {
  constructor(private readonly database: Database) {}

  async find<T>(key: string): Promise<T | undefined> {
    const [row] = await this.database.query<{ value: T }>('select value from setting where key = $1', [key]);
    return row?.value;
  }

  async put(key: string, value: unknown): Promise<void> {
    await this.database.query(
      `insert into setting (key, value) values ($1, $2::jsonb)
       on conflict (key) do update set value = excluded.value, updated_at = now()`,
      [key, JSON.stringify(value)],
    );
  }
}
