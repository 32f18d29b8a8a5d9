import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/index.js';
import type { GeneratorInfo } from '../gateway/model-gateway.js';
import { ModelStore } from '../model-store.js';
import type { ProfileFigures, WriteThresholds } from './figures.js';
import { type Verdict, describeMissed, mayWrite } from './may-write.js';
import { type AnswerMode, ModelAssignmentRepository } from './model-assignment.repository.js';
import { type ModelProfile, ModelProfileRepository } from './model-profile.repository.js';

interface Candidate {
  id: string;
  name: string;
  contextTokens: number;
  ready: boolean;
}

/** Which model serves a skill, and whether it may write: by its profile, never by its name; the owner may decide otherwise. */
@Injectable()
export class WritePolicy {
  constructor(
    private readonly configuration: Configuration,
    private readonly store: ModelStore,
    private readonly profiles: ModelProfileRepository,
    private readonly assignments: ModelAssignmentRepository,
  ) {}

  get thresholds(): WriteThresholds {
    return this.configuration.settings.writeThresholds;
  }

  judge(figures: ProfileFigures): Verdict {
    return mayWrite(figures, this.thresholds);
  }

  async generatorFor(skill: string): Promise<GeneratorInfo> {
    const assignment = await this.assignments.find(skill);
    const id = assignment?.modelId ?? this.configuration.settings.generator;
    const model = this.candidate(id);
    if (!model?.ready) return noModel(id);
    const { name, contextTokens } = model;
    const decision = this.decide(name, assignment?.mode ?? null, await this.profiles.findNewest(id));
    return { modelId: id, name, contextTokens, ...decision };
  }

  private candidate(id: string): Candidate | undefined {
    const server = this.configuration.settings.openAiServers.find(
      (one) => one.id === id && one.task === 'generate',
    );
    if (server) return { id, name: id, contextTokens: server.contextTokens, ready: true };
    const model = this.store.find(id);
    return model?.task === 'generate' ? { ...model, ready: model.installed && model.runnable } : undefined;
  }

  private decide(
    name: string,
    owner: AnswerMode | null,
    profile: ModelProfile | undefined,
  ): Pick<GeneratorInfo, 'mayWrite' | 'reason' | 'reasonCode'> {
    if (owner) {
      const reason = `An owner set answers to ${owner === 'write' ? 'be written by the model' : 'quote the documents'}.`;
      return { mayWrite: owner === 'write', reason, reasonCode: 'owner-decided' };
    }
    if (!profile) {
      const reason = `${name} was not measured yet, so answers quote the documents.`;
      return { mayWrite: false, reason, reasonCode: 'not-measured' };
    }
    const verdict = this.judge(profile.figures);
    if (verdict.mayWrite)
      return {
        mayWrite: true,
        reason: `${name} was measured to write what the documents say.`,
        reasonCode: 'profile-passed',
      };
    const reason = `${name} may not write: ${describeMissed(verdict)}.`;
    return { mayWrite: false, reason, reasonCode: 'profile-failed' };
  }
}

const noModel = (id: string): GeneratorInfo => ({
  modelId: null,
  name: null,
  contextTokens: 0,
  mayWrite: false,
  reason: `The model ${id} is not on this machine, so answers quote the documents.`,
  reasonCode: 'no-model',
});
