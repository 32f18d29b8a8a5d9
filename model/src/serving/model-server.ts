import fs from 'node:fs';
import net from 'node:net';
import { RunCancelled } from '../runtime/session.js';
import { encodeFrame, FrameDecoder, type Frame } from './frames.js';
import type { AdapterStore, GenerateRequest, LoadedModel } from './model-contract.js';
import { ModelError } from './model-error.js';
import { packVectors } from './vector-codec.js';

/** What a client asks; `id` is its own and comes back with every reply. */
type Call =
  | { id: number; op: 'info' | 'cancel' }
  | { id: number; op: 'generate'; request: GenerateRequest }
  | { id: number; op: 'embed' | 'count'; texts: string[] }
  | { id: number; op: 'rerank'; query: string; texts: string[] }
  | { id: number; op: 'load-adapter' | 'unload-adapter'; folder: string };

type Reply = (header: object, body?: Uint8Array) => void;

/** Serves one loaded model to any number of clients on a local socket that only this user can open. */
export class ModelServer {
  private readonly server: net.Server;
  private readonly connections = new Set<net.Socket>();

  constructor(
    private readonly model: LoadedModel,
    private readonly socketPath: string,
  ) {
    this.server = net.createServer((socket) => this.accept(socket));
  }

  async listen(): Promise<void> {
    removeStaleSocket(this.socketPath);
    const mask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        this.server.once('error', reject).listen(this.socketPath, resolve);
      });
    } finally {
      process.umask(mask);
    }
  }

  /** Ends every request with `model-unavailable` and removes the socket. */
  close(): void {
    this.server.close();
    for (const socket of this.connections) socket.destroy();
  }

  private accept(socket: net.Socket): void {
    this.connections.add(socket);
    const connection = new Connection(this.model, (bytes) => socket.writable && socket.write(bytes));
    const frames = new FrameDecoder();
    socket.on('data', (chunk) => {
      try {
        for (const frame of frames.push(chunk)) connection.receive(frame);
      } catch {
        socket.destroy(); // not one of our clients
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.connections.delete(socket);
      connection.close();
    });
  }
}

class Connection {
  private readonly calls = new Map<number, AbortController>();

  constructor(
    private readonly model: LoadedModel,
    private readonly write: (bytes: Buffer) => void,
  ) {}

  receive(frame: Frame): void {
    const call = frame.header as Call;
    if (call.op === 'cancel') this.calls.get(call.id)?.abort();
    else void this.serve(call);
  }

  close(): void {
    for (const controller of this.calls.values()) controller.abort();
  }

  private async serve(call: Call): Promise<void> {
    const controller = new AbortController();
    this.calls.set(call.id, controller);
    const reply: Reply = (header, body) => this.write(encodeFrame({ id: call.id, ...header }, body));
    try {
      await this.answer(call, controller.signal, reply);
      reply({ done: true });
    } catch (error) {
      reply({ error: toWire(error) });
    } finally {
      this.calls.delete(call.id);
    }
  }

  private get adapters(): AdapterStore {
    const { adapters, info } = this.model;
    if (!adapters) throw new ModelError('unsupported-task', `${info.id} takes no adapters.`);
    return adapters;
  }

  private rerank(query: string, texts: string[], signal: AbortSignal): Promise<number[]> {
    const { info } = this.model;
    if (!this.model.rerank) throw new ModelError('unsupported-task', `${info.id} does not rerank.`);
    return this.model.rerank(query, texts, signal);
  }

  private async answer(call: Call, signal: AbortSignal, reply: Reply): Promise<void> {
    switch (call.op) {
      case 'info':
        return reply({ result: this.model.info });
      case 'count':
        return reply({ result: this.model.countTokens(call.texts) });
      case 'load-adapter':
        return reply({ result: await this.adapters.load(call.folder) });
      case 'unload-adapter':
        return reply({ result: await this.adapters.unload(call.folder) });
      case 'embed': {
        const { vectors, ...report } = await this.model.embed(call.texts, signal);
        return reply({ result: { ...report, count: vectors.length } }, packVectors(vectors));
      }
      case 'rerank':
        return reply({ result: await this.rerank(call.query, call.texts, signal) });
      case 'generate':
        for await (const event of this.model.generate(call.request, signal)) reply({ event });
        return;
      default:
        throw new ModelError('invalid-request', `Unknown operation ${String((call as { op: unknown }).op)}.`);
    }
  }
}

function toWire(error: unknown) {
  if (error instanceof ModelError)
    return { code: error.code, message: error.message, details: error.details };
  if (error instanceof RunCancelled) return { code: 'cancelled', message: error.message };
  return { code: 'model-failed', message: error instanceof Error ? error.message : String(error) };
}

function removeStaleSocket(socketPath: string): void {
  const stat = fs.statSync(socketPath, { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isSocket()) throw new Error(`${socketPath} exists and is not a socket; choose another path.`);
  fs.unlinkSync(socketPath);
}
