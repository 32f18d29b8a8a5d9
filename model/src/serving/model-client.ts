import net from 'node:net';
import { EventQueue } from '../engine/event-queue.js';
import { encodeFrame, FrameDecoder, type Frame } from './frames.js';
import type {
  AdapterInfo,
  EmbedResult,
  GenerateEvent,
  GenerateRequest,
  ModelInfo,
} from './model-contract.js';
import { ModelError, type ModelErrorCode } from './model-error.js';
import { unpackVectors } from './vector-codec.js';

interface Reply {
  id: number;
  result?: unknown;
  event?: GenerateEvent;
  done?: boolean;
  error?: { code: ModelErrorCode; message: string; details?: Record<string, number> };
}

type Pending = EventQueue<{ reply: Reply; body: Buffer }>;

/** A connection to a model process. When that process goes, every call fails with `model-unavailable`. */
export class ModelClient {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private gone: ModelError | undefined;

  private constructor(private readonly socket: net.Socket) {
    const frames = new FrameDecoder();
    socket.on('data', (chunk) => {
      try {
        for (const frame of frames.push(chunk)) this.receive(frame);
      } catch (error) {
        this.lose((error as Error).message);
        socket.destroy();
      }
    });
    socket.on('error', (error) => this.lose(error.message));
    socket.on('close', () => this.lose('the connection was closed'));
  }

  static connect(socketPath: string): Promise<ModelClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(socketPath);
      socket.once('error', (error) => {
        reject(
          new ModelError(
            'model-unavailable',
            `The model process at ${socketPath} cannot be reached (${error.message}).`,
          ),
        );
      });
      socket.once('connect', () => resolve(new ModelClient(socket.removeAllListeners('error'))));
    });
  }

  async info(): Promise<ModelInfo> {
    return (await this.callOnce({ op: 'info' })).reply.result as ModelInfo;
  }

  /** Streams an answer. Stopping the iteration early, or the signal, cancels it; a cancelled one still gets its end. */
  async *generate(request: GenerateRequest, signal?: AbortSignal): AsyncGenerator<GenerateEvent, void> {
    for await (const { reply } of this.call({ op: 'generate', request }, signal))
      if (reply.event) yield reply.event;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return (await this.embedWithReport(texts, signal)).vectors;
  }

  /** Vectors, and how many texts were cut because they are longer than the model reads. */
  async embedWithReport(texts: readonly string[], signal?: AbortSignal): Promise<EmbedResult> {
    if (texts.length === 0) return { vectors: [], tokens: 0, truncated: 0 };
    const { reply, body } = await this.callOnce({ op: 'embed', texts }, signal);
    const { tokens, truncated, count } = reply.result as { tokens: number; truncated: number; count: number };
    return { vectors: unpackVectors(body, count), tokens, truncated };
  }

  /** How well each text answers the query, in order; higher is better. */
  async rerank(query: string, texts: readonly string[], signal?: AbortSignal): Promise<number[]> {
    if (texts.length === 0) return [];
    return (await this.callOnce({ op: 'rerank', query, texts }, signal)).reply.result as number[];
  }

  async countTokens(texts: readonly string[]): Promise<number[]> {
    return (await this.callOnce({ op: 'count', texts })).reply.result as number[];
  }

  /** Loads a LoRA adapter ahead of its first use. Throws `adapter-refused` with the reason where it does not fit. */
  async loadAdapter(folder: string): Promise<AdapterInfo> {
    return (await this.callOnce({ op: 'load-adapter', folder })).reply.result as AdapterInfo;
  }

  /** Frees an adapter's memory; false where it was not loaded. Throws `model-busy` while requests use it. */
  async unloadAdapter(folder: string): Promise<boolean> {
    return (await this.callOnce({ op: 'unload-adapter', folder })).reply.result as boolean;
  }

  close(): void {
    this.lose('the client was closed');
    this.socket.destroy();
  }

  private async callOnce(call: object, signal?: AbortSignal) {
    let answer: { reply: Reply; body: Buffer } | undefined;
    for await (const item of this.call(call, signal)) if (item.reply.result !== undefined) answer = item;
    if (!answer) throw new ModelError('model-failed', 'The model process sent no result.');
    return answer;
  }

  private async *call(
    call: object,
    signal?: AbortSignal,
  ): AsyncGenerator<{ reply: Reply; body: Buffer }, void> {
    if (this.gone) throw this.gone;
    if (signal?.aborted) throw new ModelError('cancelled', 'The request was cancelled before it began.');
    const id = this.nextId++;
    const replies: Pending = new EventQueue();
    this.pending.set(id, replies);
    const cancel = () => this.socket.write(encodeFrame({ id, op: 'cancel' }));
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      this.socket.write(encodeFrame({ id, ...call }));
      yield* replies.drain();
    } finally {
      signal?.removeEventListener('abort', cancel);
      if (this.pending.delete(id) && !this.gone) cancel(); // the caller stopped listening
    }
  }

  private receive({ header, body }: Frame): void {
    const reply = header as unknown as Reply;
    const replies = this.pending.get(reply.id);
    if (!replies) return; // of a call that nobody awaits any more
    if (reply.error) replies.fail(new ModelError(reply.error.code, reply.error.message, reply.error.details));
    else if (reply.done) replies.end();
    else replies.push({ reply, body });
    if (reply.error || reply.done) this.pending.delete(reply.id);
  }

  private lose(reason: string): void {
    this.gone ??= new ModelError(
      'model-unavailable',
      `The model process is not available: ${reason}. Try again.`,
    );
    for (const replies of this.pending.values()) replies.fail(this.gone);
    this.pending.clear();
  }
}
