import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

export type SampleState = 'loading' | 'loaded' | 'declined';

/** The state stands in the setting `sample-company`, which `GET /setup` reads; the uploads in a second one. */
@Injectable()
export class SampleCompanyRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when somebody else has begun or finished loading it. */
  async begin(): Promise<boolean> {
    const rows = await this.database.query(
      `insert into setting (key, value) values ('sample-company', '"loading"')
       on conflict (key) do update set value = excluded.value, updated_at = now()
         where setting.value = '"declined"' returning key`,
    );
    return rows.length > 0;
  }

  async decline(): Promise<void> {
    await this.database.query(
      `insert into setting (key, value) values ('sample-company', '"declined"') on conflict (key) do nothing`,
    );
  }

  async noteUploads(uploadIds: readonly string[]): Promise<void> {
    await this.database.query(
      `insert into setting (key, value) values ('sample-company-uploads', $1::jsonb)
       on conflict (key) do update set value = excluded.value, updated_at = now()`,
      [JSON.stringify(uploadIds)],
    );
  }

  async uploads(): Promise<string[]> {
    const rows = await this.database.query<{ value: string[] }>(
      `select value from setting where key = 'sample-company-uploads'`,
    );
    return rows[0]?.value ?? [];
  }

  /** Loaded once the words of all its documents are searchable (or a document has failed). */
  async noteProgress(): Promise<void> {
    await this.database.query(
      `update setting set value = '"loaded"', updated_at = now()
       where key = 'sample-company' and value = '"loading"'
         and exists (select 1 from setting u where u.key = 'sample-company-uploads')
         and not exists (
           select 1 from document_version v
           where v.state in ('queued', 'parsing') and v.upload_id in (
             select jsonb_array_elements_text(u.value)::uuid from setting u where u.key = 'sample-company-uploads'))`,
    );
  }
}
