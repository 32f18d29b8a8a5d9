import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { DurableNodeFs } from './durable-fs.js';
import { WireMultiplexer } from './wire-multiplexer.js';

/** Worker thread: owns the one PGlite instance of a data folder; one message port per database session. */
interface WorkerRequest {
  open?: MessagePort;
  close?: boolean;
}

const { folder, durable } = workerData as { folder: string; durable: boolean };
const db = await PGlite.create({
  extensions: { vector },
  ...(durable
    ? { fs: new DurableNodeFs(folder), startParams: [...startParams(), '-c', 'wal_sync_method=fsync'] }
    : { dataDir: folder }),
});
const multiplexer = await new WireMultiplexer(db).init();

parentPort!.on('message', async (request: WorkerRequest) => {
  if (request.open) attach(request.open);
  if (request.close) {
    await db.close();
    process.exit(0);
  }
});
parentPort!.postMessage({ ready: true });

function attach(port: MessagePort): void {
  const send = (bytes: Uint8Array): void => {
    const copy = new Uint8Array(bytes);
    port.postMessage(copy, [copy.buffer]);
  };
  const link = multiplexer.open(send, () => port.postMessage(null));
  port.on('message', (data: Uint8Array | null) => {
    if (data === null) link.end();
    else link.feed(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  });
}

/** PGlite's own start parameters without `-F`, which turns fsync off. */
function startParams(): string[] {
  return PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');
}
