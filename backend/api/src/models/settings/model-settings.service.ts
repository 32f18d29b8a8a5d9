import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../../access/index.js';
import { Database, Problem, logger } from '../../platform/index.js';
import { ModelSupervisor } from '../model-supervisor.js';
import { LocalGenerators } from '../precisions/local-generators.js';
import type { ModelSetting } from './allowed-setting.js';
import type { ModelSettingDto } from './model-setting.dto.js';
import { ModelSettingRepository } from './model-setting.repository.js';
import { ModelSettings } from './model-settings.js';

/** What an owner sets of a local generator, with rights and audit. */
@Injectable()
export class ModelSettingsService {
  /** Models that are being set: one change at a time. */
  private readonly changing = new Set<string>();

  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly generators: LocalGenerators,
    private readonly repository: ModelSettingRepository,
    private readonly settings: ModelSettings,
    private readonly supervisor: ModelSupervisor,
  ) {}

  async get(actor: Actor, id: string): Promise<ModelSettingDto> {
    await this.access.require(actor, 'model.read');
    return this.settings.describe(this.generators.get(id));
  }

  /** A setting that the model cannot start with is never kept: it is tried beside the process that serves. */
  async set(actor: Actor, id: string, wanted: ModelSetting): Promise<ModelSettingDto> {
    await this.access.require(actor, 'model.manage');
    const generator = this.generators.get(id);
    await this.settings.requireAllowed(generator, wanted);
    if (this.changing.has(id))
      throw new Problem(409, 'model-being-set', `${id} is being set. Wait a moment.`);
    this.changing.add(id);
    try {
      await this.apply(actor, id, wanted);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { name } = generator.model;
      throw new Problem(422, 'model-setting-failed', `${name} stays as it was. ${error.detail}`, {
        cause: error,
      });
    } finally {
      this.changing.delete(id);
    }
    return this.settings.describe(generator);
  }

  private async apply(actor: Actor, id: string, wanted: ModelSetting): Promise<void> {
    await this.supervisor.rehearse(id, wanted);
    const before = await this.repository.find(id);
    await this.keep(actor, id, wanted);
    await this.supervisor.restart(id).catch(async (error: unknown) => {
      await this.goBack(actor, id, before);
      throw error;
    });
  }

  private keep(actor: Actor, id: string, { precision, contextTokens }: ModelSetting): Promise<void> {
    return this.database.transaction(async () => {
      await this.repository.put(id, { precision, contextTokens });
      await this.audit.record(actor, 'model.set', { objectId: id, detail: { precision, contextTokens } });
    });
  }

  private async goBack(actor: Actor, id: string, before: ModelSetting | undefined): Promise<void> {
    await this.database.transaction(async () => {
      if (before) await this.repository.put(id, before);
      else await this.repository.remove(id);
      await this.audit.record(actor, 'model.set-back', { objectId: id, detail: { ...before } });
    });
    await this.supervisor
      .start(id)
      .catch((err: unknown) => logger.error({ err, model: id }, 'model cannot start as it was set before'));
  }
}
