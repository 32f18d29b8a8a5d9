import { Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '../../access/index.js';
import { JobQueue } from '../../platform/index.js';
import type { ModelDto, ModelsDto, ProfileDto } from '../models.dto.js';
import { type AnswerMode, ModelAssignmentRepository } from './model-assignment.repository.js';
import { type ModelProfile, ModelProfileRepository } from './model-profile.repository.js';
import { WritePolicy } from './write-policy.js';

/** Measures a model with the frozen questions: `{modelId}`. Worked by the answers module, which can ask. */
export const PROFILE_QUEUE = 'models.profile';

/** Profiles and the owner's decisions, with their audit. */
@Injectable()
export class Profiling {
  constructor(
    private readonly profiles: ModelProfileRepository,
    private readonly assignments: ModelAssignmentRepository,
    private readonly policy: WritePolicy,
    private readonly queue: JobQueue,
    private readonly audit: AuditLog,
  ) {}

  declare(): Promise<void> {
    return this.queue.declare(PROFILE_QUEUE);
  }

  /** A measurement that waits or runs already is not asked for again. */
  async start(modelId: string): Promise<void> {
    if (await this.isMeasuring(modelId)) return;
    await this.queue.enqueue(PROFILE_QUEUE, { modelId }, { expireInS: 7_200, retryLimit: 1 });
  }

  async state(modelId: string): Promise<ProfileDto> {
    const found = await this.profiles.findNewest(modelId);
    return {
      modelId,
      state: (await this.isMeasuring(modelId)) ? 'measuring' : found ? 'measured' : 'not-measured',
      profile: found ? this.toDto(found) : null,
      thresholds: { ...this.policy.thresholds },
    };
  }

  private async isMeasuring(modelId: string): Promise<boolean> {
    const jobs = await this.queue.unfinished(PROFILE_QUEUE);
    return jobs.some((job) => job['modelId'] === modelId);
  }

  async find(modelId: string): Promise<ModelDto['profile']> {
    const found = await this.profiles.findNewest(modelId);
    return found ? this.toDto(found) : null;
  }

  async mode(skill: string): Promise<Omit<ModelsDto, 'items'>> {
    const { mayWrite, reason, reasonCode } = await this.policy.generatorFor(skill);
    const decided = (await this.assignments.find(skill))?.mode ?? null;
    return { mode: mayWrite ? 'write' : 'quote', modeReason: reason, modeReasonCode: reasonCode, decided };
  }

  async assign(actor: Actor, skill: string, mode: AnswerMode | null): Promise<void> {
    await this.assignments.setMode(skill, mode, actor.personId);
    await this.audit.record(actor, 'model.assign', { objectId: skill, detail: { mode } });
  }

  private toDto({ setVersion, measuredAt, figures }: ModelProfile): NonNullable<ModelDto['profile']> {
    const { mayWrite, criteria } = this.policy.judge(figures);
    return { setVersion, measuredAt, mayWrite, figures, criteria };
  }
}
