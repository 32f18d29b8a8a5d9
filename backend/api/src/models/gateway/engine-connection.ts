import { ModelClient, ModelError } from '@deskmate/model';
import { Problem } from '../../platform/index.js';

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

  /** Runs a call; one that cannot be sent is sent again once the process is back, one that was cut is not. */
  async run<T>(call: (client: ModelClient) => Promise<T>): Promise<T> {
    const client = await this.connected();
    try {
      return await call(client);
    } catch (error) {
      throw this.toProblem(error);
    }
  }

  async *stream<T>(call: (client: ModelClient) => AsyncIterable<T>): AsyncGenerator<T, void> {
    const client = await this.connected();
    try {
      yield* call(client);
    } catch (error) {
      throw this.toProblem(error);
    }
  }

  close(): void {
    void this.client?.then((client) => client.close()).catch(() => undefined);
    this.client = null;
  }

  private async connected(): Promise<ModelClient> {
    try {
      return await (this.client ??= this.connect());
    } catch (error) {
      this.client = null;
      throw this.toProblem(error);
    }
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
    if (error.code === 'prompt-too-long')
      return new Problem(422, 'prompt-too-long', error.message, { cause: error });
    if (error.code === 'invalid-request')
      return new Problem(400, 'invalid-request', error.message, { cause: error });
    return error.code === 'cancelled' ? new DOMException('cancelled', 'AbortError') : error;
  }
}
