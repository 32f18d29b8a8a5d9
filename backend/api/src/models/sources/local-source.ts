import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { LocalSource } from '../catalog.js';
import { type FetchRequest, SourceError } from './fetching.js';

/** Copies from a file, or from a folder that holds a file of this name. */
export async function fetchLocal(source: LocalSource, name: string, request: FetchRequest): Promise<void> {
  const file = findFile(source.path, name);
  if (!file) throw new SourceError(`${source.path} has no ${name}`);
  const total = fs.statSync(file).size;
  const reading = fs.createReadStream(file);
  let received = 0;
  reading.on('data', (chunk) => {
    received += chunk.length;
    request.onProgress?.({ received, total });
  });
  await pipeline(reading, fs.createWriteStream(request.partFile), { signal: request.signal });
}

function findFile(given: string, name: string): string | undefined {
  if (!fs.existsSync(given)) return undefined;
  if (fs.statSync(given).isFile()) return given;
  const inside = path.join(given, name);
  return fs.existsSync(inside) ? inside : undefined;
}
