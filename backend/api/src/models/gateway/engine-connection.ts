import { setTimeout as sleep } from 'node:timers/promises';
import { ModelClient, ModelError } from '@deskmate/model';
import { Problem } from '../../platform/index.js';

const ATTEMPTS = 3;
const PAUSE_MS = 300; // a killed process still accepts for a moment

/** How this process gets at a model's socket. */
export interface ModelLocation {
  socketPath: string;
  /** Makes sure that a process listens there. */
  ensure(): Promise<void>;
}

/** One client of a model process, made on first use and again after the process was restarted. */
export class EngineConnection {
  private client: Promise<ModelClient> | null = null;

  constructor(private readonly location: ModelLocation) {}

  /** Runs a call that may be repeated: one that the end of the process cut is sent again once it is back. */
  async run<T>(call: (client: ModelClient) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call(await this.connected());
      } catch (error) {
        await this.recover(error, attempt);
      }
    }
  }

  /** As `run`, until the first part has come: from then on the end of the process is an error. */
  async *stream<T>(call: (client: ModelClient) => AsyncIterable<T>): AsyncGenerator<T, void> {
    let hasBegun = false;
    for (let attempt = 1; ; attempt++) {
      try {
        for await (const part of call(await this.connected())) {
          hasBegun = true;
          yield part;
        }
        return;
      } catch (error) {
        await this.recover(error, hasBegun ? ATTEMPTS : attempt);
      }
    }
  }

  close(): void {
    void this.client?.then((client) => client.close()).catch(() => undefined);
    this.client = null;
  }

  /** Returns when the call should be tried again, throws a Problem when not. */
  private async recover(error: unknown, attempt: number): Promise<void> {
    const problem = this.toProblem(error);
    const isCut = error instanceof ModelError && error.code === 'model-unavailable';
    if (!isCut || attempt >= ATTEMPTS) throw problem;
    await sleep(PAUSE_MS * attempt);
  }

  private connected(): Promise<ModelClient> {
    if (!this.client) {
      this.client = this.connect();
      this.client.catch(() => (this.client = null));
    }
    return this.client;
  }

  private async connect(): Promise<ModelClient> {
    try {
      return await ModelClient.connect(this.location.socketPath);
    } catch {
      await this.location.ensure();
      return ModelClient.connect(this.location.socketPath);
    }
  }

  private toProblem(error: unknown): unknown {
    if (!(error instanceof ModelError)) return error;
    if (error.code === 'model-unavailable') {
      this.client = null;
      return new Problem(
        503,
        'model-restarting',
        'The model was restarted while it worked on this. Try again.',
        {
          retryAfterS: 2,
          cause: error,
        },
      );
    }
    if (error.code === 'prompt-too-long' || error.code === 'does-not-fit')
      return new Problem(422, 'prompt-too-long', error.message, { cause: error });
    if (error.code === 'model-busy') {
      const retryAfterS = (error.details['retryAfterMs'] ?? 1000) / 1000;
      return new Problem(429, 'model-busy', error.message, { retryAfterS, cause: error });
    }
    if (error.code === 'deadline-exceeded')
      return new Problem(504, 'deadline-exceeded', error.message, { cause: error });
    if (error.code === 'adapter-refused')
      return new Problem(422, 'adapter-refused', error.message, { cause: error });
    if (error.code === 'invalid-request')
      return new Problem(400, 'invalid-request', error.message, { cause: error });
    return error.code === 'cancelled' ? new DOMException('cancelled', 'AbortError') : error;
  }
}
