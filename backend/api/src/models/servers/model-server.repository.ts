import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

export interface ModelServerRow {
  id: string;
  baseUrl: string;
  model: string;
  sealedKey: Buffer | null;
  contextTokens: number;
  concurrent: number;
  /** Another one after each change, also after a removal under the same id. */
  version: string;
}

const columns = `id, base_url as "baseUrl", model, sealed_key as "sealedKey", context_tokens as "contextTokens",
  concurrent, extract(epoch from updated_at)::text as version`;

/** Servers that an owner added (table `model_server`). */
@Injectable()
export class ModelServerRepository {
  constructor(private readonly database: Database) {}

  list(): Promise<ModelServerRow[]> {
    return this.database.query(`select ${columns} from model_server order by created_at, id`);
  }

  async find(id: string): Promise<ModelServerRow | undefined> {
    const [row] = await this.database.query<ModelServerRow>(
      `select ${columns} from model_server where id = $1`,
      [id],
    );
    return row;
  }

  /** False when the id is taken. */
  async add(server: Omit<ModelServerRow, 'version'>): Promise<boolean> {
    const added = await this.database.query(
      `insert into model_server (id, base_url, model, sealed_key, context_tokens, concurrent)
       values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning id`,
      [server.id, server.baseUrl, server.model, server.sealedKey, server.contextTokens, server.concurrent],
    );
    return added.length > 0;
  }

  async save(server: Omit<ModelServerRow, 'version'>): Promise<void> {
    await this.database.query(
      `update model_server set base_url = $2, model = $3, sealed_key = $4, context_tokens = $5, concurrent = $6,
         updated_at = now() where id = $1`,
      [server.id, server.baseUrl, server.model, server.sealedKey, server.contextTokens, server.concurrent],
    );
  }

  async remove(id: string): Promise<void> {
    await this.database.query('delete from model_server where id = $1', [id]);
  }
}
