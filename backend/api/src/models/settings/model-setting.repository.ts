import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';
import type { ModelSetting } from './allowed-setting.js';

/** How an owner set a model (table `model_setting`); a model without a row is served as the product thinks best. */
@Injectable()
export class ModelSettingRepository {
  constructor(private readonly database: Database) {}

  async find(modelId: string): Promise<ModelSetting | undefined> {
    const [row] = await this.database.query<ModelSetting>(
      `select precision, context_tokens as "contextTokens" from model_setting where model_id = $1`,
      [modelId],
    );
    return row;
  }

  async put(modelId: string, { precision, contextTokens }: ModelSetting): Promise<void> {
    await this.database.query(
      `insert into model_setting (model_id, precision, context_tokens) values ($1, $2, $3)
       on conflict (model_id) do update set precision = excluded.precision,
         context_tokens = excluded.context_tokens, updated_at = now()`,
      [modelId, precision, contextTokens],
    );
  }

  async remove(modelId: string): Promise<void> {
    await this.database.query('delete from model_setting where model_id = $1', [modelId]);
  }
}
