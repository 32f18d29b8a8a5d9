import { Injectable } from '@nestjs/common';
import { Database, newId } from '../../platform/index.js';
import type { ProfileFigures } from './figures.js';

/** What a model was measured to be capable of: one row a measurement, the newest counts. */
export interface ModelProfile {
  id: string;
  modelId: string;
  setVersion: string;
  figures: ProfileFigures;
  mayWrite: boolean;
  measuredAt: string;
}

const columns = `id, model_id as "modelId", set_version as "setVersion", figures, may_write as "mayWrite",
  to_char(measured_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "measuredAt"`;

@Injectable()
export class ModelProfileRepository {
  constructor(private readonly database: Database) {}

  async findNewest(modelId: string): Promise<ModelProfile | undefined> {
    const [row] = await this.database.query<ModelProfile & Record<string, unknown>>(
      `select ${columns} from model_profile where model_id = $1 and adapter_id is null
       order by measured_at desc, id desc limit 1`,
      [modelId],
    );
    return row;
  }

  async save(profile: Omit<ModelProfile, 'id' | 'measuredAt'>): Promise<ModelProfile> {
    const { modelId, setVersion, figures, mayWrite } = profile;
    const [row] = await this.database.query<ModelProfile & Record<string, unknown>>(
      `insert into model_profile (id, model_id, set_version, figures, may_write)
       values ($1, $2, $3, $4, $5) returning ${columns}`,
      [newId(), modelId, setVersion, JSON.stringify(figures), mayWrite],
    );
    return row!;
  }
}
