import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../../access/index.js';
import { Database, JobQueue, Problem } from '../../platform/index.js';
import { isWithinCeiling } from '../settings/allowed-setting.js';
import { LocalGenerators } from './local-generators.js';
import { type MeasuringRun, MeasuringRunRepository } from './measuring-run.repository.js';
import { PrecisionMeasurementRepository } from './precision-measurement.repository.js';
import type { PrecisionsDto } from './precisions.dto.js';

/** Measures the precisions of a local generator: `{modelId, runId}`. */
export const MEASURE_QUEUE = 'models.measure';

/** What an owner does with measurements of precisions, with rights and audit. */
@Injectable()
export class MeasuringService implements OnModuleInit {
  constructor(
    private readonly access: AccessService,
    private readonly audit: AuditLog,
    private readonly database: Database,
    private readonly generators: LocalGenerators,
    private readonly measurements: PrecisionMeasurementRepository,
    private readonly queue: JobQueue,
    private readonly runs: MeasuringRunRepository,
  ) {}

  onModuleInit(): Promise<void> {
    return this.queue.declare(MEASURE_QUEUE);
  }

  async get(actor: Actor, modelId: string): Promise<PrecisionsDto> {
    await this.access.require(actor, 'model.read');
    const found = await this.measurements.list(this.generators.get(modelId));
    const items = found.map((one) => ({ ...one, isAllowed: isWithinCeiling(one) }));
    return { modelId, ...(await this.progressOf(modelId)), items };
  }

  /** One that waits or runs already is not asked for again. */
  async start(actor: Actor, modelId: string): Promise<PrecisionsDto> {
    await this.access.require(actor, 'model.manage');
    this.generators.get(modelId);
    await this.database.transaction(async () => {
      if (isUnderWay(await this.find(modelId))) return;
      const runId = await this.runs.put(modelId);
      await this.queue.enqueue(MEASURE_QUEUE, { modelId, runId }, { expireInS: 7_200 });
      await this.audit.record(actor, 'model.measure', { objectId: modelId });
    });
    return this.get(actor, modelId);
  }

  async cancel(actor: Actor, modelId: string): Promise<void> {
    await this.access.require(actor, 'model.manage');
    this.generators.get(modelId);
    await this.database.transaction(async () => {
      if (await this.runs.cancel(modelId))
        await this.audit.record(actor, 'model.measure-cancel', { objectId: modelId });
    });
  }

  private async progressOf(
    modelId: string,
  ): Promise<Pick<PrecisionsDto, 'state' | 'progress' | 'secondsLeft' | 'failure'>> {
    const run = await this.find(modelId);
    if (run?.state === 'waiting' || run?.state === 'running') {
      const progress = run.steps ? run.done / run.steps : 0;
      const state = run.state === 'running' ? 'measuring' : 'waiting';
      return { state, progress, secondsLeft: secondsLeftOf(run, progress), failure: null };
    }
    const { failureCode: code = null, failureReason: reason } = run ?? {};
    const failure = run?.state === 'failed' && code !== null ? { code, reason: reason ?? '' } : null;
    return { state: 'idle', progress: 0, secondsLeft: null, failure };
  }

  /** A run whose job is gone will never end by itself. */
  private async find(modelId: string): Promise<MeasuringRun | undefined> {
    const run = await this.runs.find(modelId);
    if (!isUnderWay(run)) return run;
    const jobs = await this.queue.unfinished(MEASURE_QUEUE);
    if (jobs.some((job) => job['runId'] === run!.runId)) return run;
    const { code, detail } = interrupted;
    return { ...run!, state: 'failed', failureCode: code, failureReason: detail };
  }
}

const interrupted = new Problem(
  500,
  'measuring-interrupted',
  'The measurement was interrupted too often. Start it again.',
);

const isUnderWay = (run: MeasuringRun | undefined): boolean =>
  run?.state === 'waiting' || run?.state === 'running';

const secondsLeftOf = ({ elapsedS }: MeasuringRun, progress: number): number | null =>
  elapsedS !== null && progress > 0 ? Math.ceil((elapsedS * (1 - progress)) / progress) : null;
