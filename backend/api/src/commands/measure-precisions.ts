import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  LocalGenerators,
  MeasuringService,
  ModelStore,
  PrecisionMeasurementRepository,
  type TextEvaluation,
  evaluationTable,
  isEnough,
  measurePrecisions,
  thisMachine,
} from '../models/index.js';
import { Configuration, Problem, loadSettings } from '../platform/index.js';
import { ownerActor, withApp, withInstallation } from './with-installation.js';

/** `deskmate models measure`: starts the job that the Models page starts, and shows how far it is. */
export async function measure(id: string): Promise<void> {
  await withApp(async (app, { running }) => {
    if (!running)
      throw new Problem(
        409,
        'product-not-running',
        'Measuring runs as a job of the product: start it, or use `deskmate models bench`.',
      );
    const service = app.get(MeasuringService);
    const actor = await ownerActor(app);
    let state = await service.start(actor, id);
    for (; state.state !== 'idle'; state = await service.get(actor, id)) {
      const left = state.secondsLeft === null ? '' : `, ${state.secondsLeft} s left`;
      process.stderr.write(`${state.state}: ${Math.round(100 * state.progress)} %${left}\n`);
      await sleep(2_000);
    }
    if (state.failure) throw new Problem(500, state.failure.code, state.failure.reason);
    console.log(JSON.stringify(state.items, null, 2));
  });
}

interface BenchOptions {
  text?: string;
  positions: string;
}

/** `deskmate models bench`: measures in the foreground, prints the table and keeps it where that can be done. */
export async function bench(id: string, { text, positions }: BenchOptions): Promise<void> {
  const { settings } = loadSettings();
  const generator = new LocalGenerators(
    new ModelStore(new Configuration(loadSettings(), 'command-line')),
  ).get(id);
  const evaluations = await measurePrecisions(generator, {
    threads: settings.modelThreads,
    positions: Number(positions),
    ...(text !== undefined && { text: fs.readFileSync(text, 'utf8') }),
  });
  console.log(evaluationTable(evaluations));
  console.log(whyNotKept(evaluations, text, settings.dataDir) ?? (await keep()));

  async function keep(): Promise<string> {
    try {
      await withInstallation(({ installation: { database } }) =>
        database.transaction(() =>
          new PrecisionMeasurementRepository(database).save(
            generator,
            evaluations,
            thisMachine(settings.modelThreads),
          ),
        ),
      );
      return 'Kept: the Models page shows it.';
    } catch (error) {
      return `Printed only: the installation's database cannot be opened (${(error as Error).message}).`;
    }
  }
}

function whyNotKept(
  evaluations: readonly TextEvaluation[],
  text: string | undefined,
  dataDir: string,
): string | null {
  if (text !== undefined) return 'Printed only: figures of another text are not kept.';
  if (!isEnough(evaluations)) return 'Printed only: so few positions decide nothing.';
  return fs.existsSync(dataDir) ? null : 'Printed only: there is no installation on this machine yet.';
}
