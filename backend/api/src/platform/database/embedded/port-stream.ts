import { Duplex } from 'node:stream';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';

/** One database session over a message port: what pg.Client needs from its `stream` option. */
export class PortStream extends Duplex {
  private port?: MessagePort;

  constructor(private readonly worker: Worker) {
    super();
  }

  connect(): this {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker.postMessage({ open: port2 }, [port2]);
    port1.on('message', (data: Uint8Array | null) => {
      if (data) this.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      else {
        this.push(null);
        this.destroy();
      }
    });
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.port?.ref();
    return this;
  }

  unref(): this {
    this.port?.unref();
    return this;
  }

  override _read(): void {
    // pushed as it arrives
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const copy = new Uint8Array(chunk);
    this.port?.postMessage(copy, [copy.buffer]);
    done();
  }

  override _final(done: () => void): void {
    this.port?.postMessage(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const port = this.port;
    this.port = undefined;
    port?.postMessage(null);
    setTimeout(() => port?.close(), 50).unref();
    done(error);
  }
}
