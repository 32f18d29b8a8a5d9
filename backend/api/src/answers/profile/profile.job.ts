import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { commandLineActor } from '../../access/index.js';
import {
  ModelGateway,
  ModelProfileRepository,
  PROFILE_QUEUE,
  WritePolicy,
  mayWrite,
} from '../../models/index.js';
import { Configuration, JobQueue, logger } from '../../platform/index.js';
import { AnswerRun } from '../answer-run.js';
import { Quoting } from '../quote/quoting.js';
import { AnswerStream } from '../streams/answer-streams.js';
import { Writing } from '../write/writing.js';
import { type FrozenItem, SET_VERSION, asOpened, asPassage, readFrozenSet } from './frozen-set.js';
import { measureProfile } from './measure-profile.js';

/** Measures what a model can do, on the frozen set, through the same writing and checking that answers go through. */
@Injectable()
export class ProfileJob implements OnApplicationBootstrap {
  constructor(
    private readonly configuration: Configuration,
    private readonly queue: JobQueue,
    private readonly writing: Writing,
    private readonly quoting: Quoting,
    private readonly profiles: ModelProfileRepository,
    private readonly policy: WritePolicy,
    private readonly models: ModelGateway,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.role !== 'worker') return;
    await this.queue.work<{ modelId: string }>(PROFILE_QUEUE, (payload, signal) => this.run(payload, signal));
  }

  async run({ modelId }: { modelId: string }, signal: AbortSignal, items = readFrozenSet()): Promise<void> {
    const contextTokens = await this.contextOf(modelId);
    const runOf = (item: FrozenItem): AnswerRun => toRun(item, { modelId, contextTokens }, signal);
    const figures = await measureProfile(items, {
      write: (item) => this.writing.write(runOf(item)),
      quote: (item) => this.quoting.draft(runOf(item)),
    });
    const verdict = mayWrite(figures, this.policy.thresholds);
    await this.profiles.save({ modelId, setVersion: SET_VERSION, figures, mayWrite: verdict.mayWrite });
    logger.info({ modelId, mayWrite: verdict.mayWrite }, 'model measured');
  }

  /** Of the model where it is known, else what the frozen prompts need. */
  private async contextOf(modelId: string): Promise<number> {
    const generator = await this.models.generator('ask');
    return generator.modelId === modelId ? generator.contextTokens : SMALLEST_CONTEXT;
  }
}

const SMALLEST_CONTEXT = 2_048;

function toRun(
  { question, language, passages }: FrozenItem,
  { modelId, contextTokens }: { modelId: string; contextTokens: number },
  signal: AbortSignal,
): AnswerRun {
  const stream = new AnswerStream('profile', 'profile', { graceMs: 0, held: true });
  if (signal.aborted) stream.end('stopped');
  else signal.addEventListener('abort', () => stream.end('stopped'), { once: true });
  const chosen = { mode: 'write' as const, reason: '', model: { id: modelId, name: modelId }, contextTokens };
  const run = new AnswerRun(
    commandLineActor('profile'),
    'profile',
    { question },
    language,
    [],
    chosen,
    stream,
  );
  run.query = question;
  run.passages = passages.map((passage, i) => asPassage(passage, i + 1));
  run.opened = passages.map(asOpened);
  return run;
}
