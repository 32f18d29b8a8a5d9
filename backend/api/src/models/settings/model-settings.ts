import os from 'node:os';
import { Injectable } from '@nestjs/common';
import { Problem } from '../../platform/index.js';
import { precisionChoice } from '../precisions/generator-precision.js';
import { type LocalGenerator, LocalGenerators } from '../precisions/local-generators.js';
import { PrecisionMeasurementRepository } from '../precisions/precision-measurement.repository.js';
import type { StoredModel } from '../model-store.js';
import {
  type ModelSetting,
  contextRefusal,
  leastContext,
  precisionRefusal,
  servedPrecision,
  standardContext,
} from './allowed-setting.js';
import type { ModelSettingDto } from './model-setting.dto.js';
import { ModelSettingRepository } from './model-setting.repository.js';

/** What keys and values of all requests of one model may take together, of the machine's memory. */
const KV_SHARE = 1 / 8;

export const kvLimitBytes = (): number => Math.floor(os.totalmem() * KV_SHARE);

/** How local models are served: as an owner set them, as far as that still holds for the weights that are here. */
@Injectable()
export class ModelSettings {
  constructor(
    private readonly repository: ModelSettingRepository,
    private readonly generators: LocalGenerators,
    private readonly measurements: PrecisionMeasurementRepository,
  ) {}

  async of({ id, contextTokens }: Pick<StoredModel, 'id' | 'contextTokens'>): Promise<ModelSetting> {
    const set = await this.repository.find(id);
    if (!set) return { precision: 'auto', contextTokens: standardContext(contextTokens) };
    return {
      precision: (await this.isRefused(id, set)) ? 'auto' : set.precision,
      contextTokens: Math.min(set.contextTokens, contextTokens),
    };
  }

  /** @throws Problem 422 with the numbers */
  async requireAllowed(generator: LocalGenerator, wanted: ModelSetting): Promise<void> {
    const { facts } = generator;
    const refusal =
      precisionRefusal(wanted.precision, facts, await this.measurements.list(generator)) ??
      contextRefusal(wanted.contextTokens, facts, kvLimitBytes());
    if (refusal) throw new Problem(422, refusal.code, refusal.reason);
  }

  async describe(generator: LocalGenerator): Promise<ModelSettingDto> {
    const { model, facts } = generator;
    const measured = await this.measurements.list(generator);
    const { precision, contextTokens } = await this.of(model);
    return {
      modelId: model.id,
      precision,
      servedPrecision: servedPrecision(precision, facts, measured),
      choices: precisionChoice.options.map((choice) => ({
        precision: choice,
        served: servedPrecision(choice, facts, measured),
        refusal: precisionRefusal(choice, facts, measured),
      })),
      contextTokens,
      leastContextTokens: leastContext(facts.contextTokens),
      mostContextTokens: facts.contextTokens,
      kvBytesPerToken: facts.kvBytesPerToken,
      kvLimitBytes: kvLimitBytes(),
    };
  }

  /** What was allowed when it was set can have been measured to be outside the ceiling since. */
  private async isRefused(id: string, { precision }: ModelSetting): Promise<boolean> {
    if (precision === 'auto' || precision === 'fp32') return false;
    const generator = this.generators.get(id);
    const measured = await this.measurements.list(generator);
    return precisionRefusal(precision, generator.facts, measured) !== null;
  }
}
