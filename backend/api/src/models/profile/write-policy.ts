import { Injectable } from '@nestjs/common';
import { Configuration } from '../../platform/index.js';
import type { GeneratorInfo } from '../gateway/model-gateway.js';
import { ModelStore } from '../model-store.js';
import { GeneratorServers } from '../servers/generator-servers.js';
import { ModelSettings } from '../settings/model-settings.js';
import type { ProfileFigures, WriteThresholds } from './figures.js';
import { type Verdict, describeMissed, mayWrite } from './may-write.js';
import { type AnswerMode, ModelAssignmentRepository } from './model-assignment.repository.js';
import { type ModelProfile, ModelProfileRepository } from './model-profile.repository.js';

interface Candidate {
  id: string;
  name: string;
  contextTokens: number;
  isDown: boolean;
}

/** Which model serves a skill, and whether it may write: by its profile, never by its name; the owner may decide otherwise. */
@Injectable()
export class WritePolicy {
  constructor(
    private readonly configuration: Configuration,
    private readonly servers: GeneratorServers,
    private readonly store: ModelStore,
    private readonly profiles: ModelProfileRepository,
    private readonly assignments: ModelAssignmentRepository,
    private readonly settings: ModelSettings,
  ) {}

  get thresholds(): WriteThresholds {
    return this.configuration.settings.writeThresholds;
  }

  judge(figures: ProfileFigures): Verdict {
    return mayWrite(figures, this.thresholds);
  }

  async generatorFor(skill: string): Promise<GeneratorInfo> {
    const assignment = await this.assignments.find(skill);
    const first = assignment?.modelId ?? this.configuration.settings.generator;
    const model = await this.firstReady([first, assignment?.fallbackId ?? null]);
    if (!model) return noModel(first);
    const { id, name, contextTokens } = model;
    const decision = this.decide(name, assignment?.mode ?? null, await this.profiles.findNewest(id));
    return { modelId: id, name, contextTokens, ...decision };
  }

  /** One that is there; where all that are there are down, the first of them, so that its failure is said. */
  private async firstReady(ids: readonly (string | null)[]): Promise<Candidate | undefined> {
    const found = await Promise.all(ids.map((id) => (id === null ? undefined : this.candidate(id))));
    const there = found.filter((candidate) => candidate !== undefined);
    return there.find(({ isDown }) => !isDown) ?? there[0];
  }

  private async candidate(id: string): Promise<Candidate | undefined> {
    const server = await this.servers.find(id);
    if (server) return { id, name: id, contextTokens: server.contextTokens, isDown: this.servers.isDown(id) };
    const model = this.store.find(id);
    if (model?.task !== 'generate' || !model.installed || !model.runnable) return undefined;
    const { contextTokens } = await this.settings.of(model);
    return { id, name: model.name, contextTokens, isDown: false };
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
