import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** What a connection does next once its request has come; after the last it stays open and silent. */
export type Step =
  | { send: string | Uint8Array }
  | { pauseMs: number }
  | { forever: string; everyMs: number }
  | 'end' // as if all had been said
  | 'cut';

export interface FaultyServer {
  url: string;
  /** What the next connections do, in order; the last one's steps stay. */
  play(...connections: Step[][]): void;
  /** Requests that came. */
  requests: number;
  /** Requests whose connection is still open. */
  readonly open: number;
  close(): Promise<void>;
}

export const status = (line: string, ...headers: string[]): Step => ({
  send: [`HTTP/1.1 ${line}`, 'connection: close', ...headers, '', ''].join('\r\n'),
});
/** The start of a stream of events. */
export const events = status('200 OK', 'content-type: text/event-stream');
export const event = (data: object): Step => ({ send: `data: ${JSON.stringify(data)}\n\n` });
export const role = event({ choices: [{ index: 0, delta: { role: 'assistant', content: null } }] });
export const word = (content: string): Step => event({ choices: [{ index: 0, delta: { content } }] });
export const done: Step = { send: 'data: [DONE]\n\n' };

/** A server below HTTP, that does to a connection whatever a network or a broken server can do. */
export async function startFaultyServer(): Promise<FaultyServer> {
  const sockets = new Set<net.Socket>();
  const atWork = new Set<net.Socket>();
  let connections: Step[][] = [[]];
  const server = net.createServer((socket) => {
    let head = '';
    sockets.add(socket);
    socket.on('close', () => [sockets, atWork].forEach((set) => set.delete(socket)));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const hadHead = head.includes('\r\n\r\n');
      head += bytes.toString();
      if (hadHead || !head.includes('\r\n\r\n')) return;
      self.requests++;
      atWork.add(socket);
      void playTo(socket, connections.length > 1 ? connections.shift()! : connections[0]!);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: FaultyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    play: (...next) => (connections = next),
    requests: 0,
    get open() {
      return atWork.size;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return self;
}

async function playTo(socket: net.Socket, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (socket.destroyed) return;
    if (step === 'end') socket.end();
    else if (step === 'cut') socket.resetAndDestroy();
    else if ('send' in step) await written(socket, step.send);
    else if ('pauseMs' in step) await pause(step.pauseMs);
    else for (; !socket.destroyed; await pause(step.everyMs)) await written(socket, step.forever);
  }
}

/** Sent before a cut that follows would drop it, and no faster than it is read. */
const written = (socket: net.Socket, bytes: string | Uint8Array): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', resolve);
    socket.write(bytes, () => {
      socket.off('close', resolve);
      resolve();
    });
  });
