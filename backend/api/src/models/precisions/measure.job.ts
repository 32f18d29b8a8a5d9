import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Configuration, Database, JobQueue, logger } from '../../platform/index.js';
import { failureOf } from '../model-failure.js';
import { LocalGenerators } from './local-generators.js';
import { thisMachine, measurePrecisions } from './measure-precisions.js';
import { MEASURE_QUEUE } from './measuring.service.js';
import { MeasuringRunRepository } from './measuring-run.repository.js';
import { PrecisionMeasurementRepository } from './precision-measurement.repository.js';

type Payload = { modelId: string; runId: string };

const LOOK_MS = 500;

/** Measures what each precision of a generator costs. A run that was cut by the end of the worker begins again. */
@Injectable()
export class MeasureJob implements OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly generators: LocalGenerators,
    private readonly runs: MeasuringRunRepository,
    private readonly measurements: PrecisionMeasurementRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'worker') return;
    await this.queue.work<Payload>(MEASURE_QUEUE, (payload, signal) => this.run(payload, signal));
  }

  async run({ modelId, runId }: Payload, stopping: AbortSignal): Promise<void> {
    if (!(await this.runs.begin(runId))) return;
    const watched = this.watch(runId);
    const signal = AbortSignal.any([stopping, watched.unwanted]);
    try {
      await this.measure(modelId, runId, { onStep: watched.onStep, signal });
    } catch (error) {
      if (watched.unwanted.aborted) return;
      if (stopping.aborted) throw error; // the job waits for the next worker
      logger.warn({ err: error, modelId }, 'precisions not measured');
      await this.runs.fail(runId, failureOf(error, 'measuring-failed'));
    } finally {
      watched.end();
    }
  }

  private async measure(
    modelId: string,
    runId: string,
    watch: Pick<Parameters<typeof measurePrecisions>[1], 'onStep' | 'signal'>,
  ): Promise<void> {
    const generator = this.generators.get(modelId);
    const threads = this.configuration.settings.modelThreads;
    const evaluations = await measurePrecisions(generator, { threads, ...watch });
    await this.database.transaction(async () => {
      if (await this.runs.finish(runId))
        await this.measurements.save(generator, evaluations, thisMachine(threads));
    });
  }

  /** Writes down how far the run is, and notices when it was cancelled. */
  private watch(runId: string) {
    const unwanted = new AbortController();
    let at = { done: 0, steps: 0 };
    const look = async (): Promise<void> => {
      if (!(await this.runs.progress(runId, at))) unwanted.abort();
    };
    const timer = setInterval(
      () => void look().catch((err: unknown) => logger.warn({ err }, 'progress not kept')),
      LOOK_MS,
    );
    return {
      unwanted: unwanted.signal,
      onStep: (done: number, steps: number) => void (at = { done, steps }),
      end: () => clearInterval(timer),
    };
  }
}
