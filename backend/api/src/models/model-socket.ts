import net from 'node:net';
import path from 'node:path';
import { socketFolderOf } from '../platform/index.js';

/** Where the process of a model listens. */
export const modelSocketOf = (dataDir: string, id: string): string =>
  path.join(socketFolderOf(dataDir), `${id}.sock`);

/** Whether some process listens there: one of the api, the worker or a command. */
export function listens(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath);
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}
