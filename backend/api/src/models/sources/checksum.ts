import crypto from 'node:crypto';
import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';

export async function sha256OfFile(file: string): Promise<string> {
  const hash = crypto.createHash('sha256');
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The id that git gives the content: sha1 over `blob <bytes>`, a zero byte and the content. */
export async function gitBlobSha1OfFile(file: string): Promise<string> {
  const hash = crypto.createHash('sha1').update(`blob ${fs.statSync(file).size}\0`);
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
