import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/index.js';

export type AnswerMode = 'quote' | 'write';

/** Which model serves a skill, for which share of the people. Null fields: as configured, as the profile says. */
export interface ModelAssignment {
  skill: string;
  share: number;
  modelId: string | null;
  /** Serves while the first is down or missing. */
  fallbackId: string | null;
  adapterId: string | null;
  mode: AnswerMode | null;
  decidedBy: string | null;
}

@Injectable()
export class ModelAssignmentRepository {
  constructor(private readonly database: Database) {}

  /** The assignment that serves everybody. */
  async find(skill: string): Promise<ModelAssignment | undefined> {
    const [row] = await this.database.query<ModelAssignment & Record<string, unknown>>(
      `select skill, share, model_id as "modelId", fallback_id as "fallbackId", adapter_id as "adapterId", mode, decided_by as "decidedBy"
       from model_assignment where skill = $1 order by share desc limit 1`,
      [skill],
    );
    return row;
  }

  /** What one person has decided, for their own export. */
  listDecidedBy(personId: string): Promise<object[]> {
    return this.database.query(
      `select skill, share, model_id as "modelId", mode, updated_at as "updatedAt"
       from model_assignment where decided_by = $1 order by skill`,
      [personId],
    );
  }

  /** Skills that name the model, as the first or as the one that stands in. */
  async skillsServedBy(modelId: string): Promise<string[]> {
    const rows = await this.database.query<{ skill: string }>(
      'select skill from model_assignment where model_id = $1 or fallback_id = $1 order by skill',
      [modelId],
    );
    return rows.map(({ skill }) => skill);
  }

  async setRoute(
    skill: string,
    { modelId, fallbackId }: Pick<ModelAssignment, 'modelId' | 'fallbackId'>,
    personId: string,
  ): Promise<void> {
    await this.database.query(
      `insert into model_assignment (skill, share, model_id, fallback_id, decided_by) values ($1, 1, $2, $3, $4)
       on conflict (skill, share) do update set model_id = excluded.model_id, fallback_id = excluded.fallback_id,
         decided_by = excluded.decided_by, updated_at = now()`,
      [skill, modelId, fallbackId, personId],
    );
  }

  /** The owner's word on how a skill answers; null gives it back to the profile. */
  async setMode(skill: string, mode: AnswerMode | null, personId: string): Promise<void> {
    await this.database.query(
      `insert into model_assignment (skill, share, mode, decided_by) values ($1, 1, $2, $3)
       on conflict (skill, share) do update set mode = excluded.mode, decided_by = excluded.decided_by, updated_at = now()`,
      [skill, mode, personId],
    );
  }
}
