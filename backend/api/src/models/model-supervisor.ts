import fs from 'node:fs';
import path from 'node:path';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type ModelProcess, startModelProcess } from '@deskmate/model';
import { type ChildState, Configuration, Problem, logger } from '../platform/index.js';
import { type ModelFailure, failureOf } from './model-failure.js';
import { listens, modelSocketOf } from './model-socket.js';
import { ModelStore } from './model-store.js';
import { restartElsewhere } from './process-elsewhere.js';
import type { ModelSetting } from './settings/allowed-setting.js';
import { ModelSettings, kvLimitBytes } from './settings/model-settings.js';

interface Supervised {
  starting: Promise<ModelProcess> | null;
  process: ModelProcess | null;
  restarts: number;
  startedAt: Date;
  failure: ModelFailure | null;
}

/** Injected, so that tests need no weights. */
export abstract class ModelStarter {
  abstract start: typeof startModelProcess;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const STABLE_MS = 60_000;

/** Keeps one process per engine model: the embedder from the start, a generator from its first use. */
@Injectable()
export class ModelSupervisor implements OnModuleDestroy {
  private readonly models = new Map<string, Supervised>();
  private stopping = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly store: ModelStore,
    private readonly starter: ModelStarter,
    private readonly settings: ModelSettings,
  ) {}

  /** Starts what every question needs; a model that cannot start is logged, and asking goes on without it. */
  async startEager(): Promise<void> {
    const { embedder } = this.configuration.settings;
    if (!this.store.find(embedder)?.installed) return;
    await this.start(embedder).catch((err: unknown) =>
      logger.error({ err, model: embedder }, 'model cannot start'),
    );
  }

  socketOf(id: string): string {
    return modelSocketOf(this.configuration.settings.dataDir, id);
  }

  /** Whether some process (of this or another of the product's processes) listens for the model. */
  answers(id: string): Promise<boolean> {
    return listens(this.socketOf(id));
  }

  /** Starts the model's process unless it runs; waits until it answers. @throws Problem */
  async start(id: string): Promise<void> {
    const model = this.models.get(id) ?? this.add(id);
    if (model.process) return;
    await (model.starting ??= this.launch(id, model));
  }

  /** Starts a model once as it would be set, beside the process that serves, and ends that again. @throws Problem */
  async rehearse(id: string, setting: ModelSetting): Promise<void> {
    try {
      const trial = await this.spawn(id, setting, `${this.socketOf(id)}~`);
      await trial.stop();
    } catch (error) {
      throw asProblem(error);
    }
  }

  /**
   * Starts the model's process anew, as it is set now, whoever had started it. What it worked on is asked again or gets
   * a retryable error. Without a process there is nothing to do. @throws Problem
   */
  async restart(id: string): Promise<void> {
    const model = this.models.get(id);
    if (model?.starting) await model.starting.catch(() => undefined);
    if (model?.process) {
      const { process } = model;
      model.process = null;
      model.starting = process.stop().then(() => this.launch(id, model));
      await model.starting;
    } else if (await this.answers(id)) await restartElsewhere(this.socketOf(id));
  }

  list(): ChildState[] {
    return Array.from(this.models, ([id, { process, restarts, startedAt }]) => ({
      name: id,
      pid: process?.pid ?? null,
      state: this.stopping ? ('stopped' as const) : process ? ('running' as const) : ('restarting' as const),
      restarts,
      startedAt: startedAt.toISOString(),
    }));
  }

  /** Why the model could not start last time; null when it could. */
  failureOf(id: string): ModelFailure | null {
    return this.models.get(id)?.failure ?? null;
  }

  async stop(id: string): Promise<void> {
    const model = this.models.get(id);
    this.models.delete(id);
    await (await model?.starting?.catch(() => null))?.stop();
    await model?.process?.stop();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.models.keys()].map((id) => this.stop(id)));
  }

  private add(id: string): Supervised {
    const model: Supervised = {
      starting: null,
      process: null,
      restarts: 0,
      startedAt: new Date(),
      failure: null,
    };
    this.models.set(id, model);
    return model;
  }

  private async launch(id: string, model: Supervised): Promise<ModelProcess> {
    try {
      const process = await this.spawn(id, await this.settings.of(this.store.get(id)), this.socketOf(id));
      Object.assign(model, { process, startedAt: new Date(), failure: null });
      void process.exited.then((exit) => {
        if (model.process === process) this.exited(id, model, exit);
      });
      return process;
    } catch (error) {
      model.failure = failureOf(error, CANNOT_START);
      throw asProblem(error);
    } finally {
      model.starting = null;
    }
  }

  private async spawn(id: string, setting: ModelSetting, socketPath: string): Promise<ModelProcess> {
    const { task, runnable, architecture, precision } = this.store.get(id);
    if (!runnable)
      throw new Problem(
        422,
        'architecture-unsupported',
        `This release's engine cannot run the architecture ${architecture} of ${id}.`,
      );
    fs.mkdirSync(path.dirname(socketPath), { recursive: true, mode: 0o700 });
    return this.starter.start({
      id,
      task,
      files: this.store.filesOf(id),
      threads: this.configuration.settings.modelThreads,
      device: this.configuration.settings.modelDevice,
      ...setting,
      ...(precision && { precision }),
      kvBytes: kvLimitBytes(),
      socketPath,
    });
  }

  private exited(id: string, model: Supervised, exit: { code: number | null; signal: string | null }): void {
    model.process = null;
    if (this.stopping || this.models.get(id) !== model) return;
    const lived = Date.now() - model.startedAt.getTime();
    model.restarts = lived > STABLE_MS ? 1 : model.restarts + 1;
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (model.restarts - 1), LONGEST_PAUSE_MS);
    logger.error({ model: id, ...exit, pauseMs }, 'model process ended; starting it again');
    model.starting = new Promise<void>((resolve) => setTimeout(resolve, pauseMs)).then(() =>
      this.relaunch(id, model),
    );
    model.starting.catch((err: unknown) => logger.error({ err, model: id }, 'model cannot start again'));
  }

  private relaunch(id: string, model: Supervised): Promise<ModelProcess> {
    if (this.stopping || this.models.get(id) !== model)
      throw new Problem(503, 'model-stopped', 'The model is being stopped.');
    return this.launch(id, model);
  }
}

const CANNOT_START = 'model-cannot-start';

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, reason } = failureOf(error, CANNOT_START);
  return new Problem(503, code, reason, { cause: error });
}
