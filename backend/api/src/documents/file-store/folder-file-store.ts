import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { type ByteRange, FileStore, type ReceivedFile } from './file-store.js';

const HASH = /^[0-9a-f]{64}$/;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** Originals in a folder: `files/ab/cd/abcd…`, arriving in `incoming/`. No name of a user's ever reaches the disk. */
export class FolderFileStore extends FileStore {
  private readonly files: string;
  private readonly incoming: string;

  constructor(dataDir: string) {
    super();
    this.files = path.join(dataDir, 'files');
    this.incoming = path.join(dataDir, 'incoming');
  }

  async receive(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile> {
    await fs.mkdir(this.incoming, { recursive: true, mode: PRIVATE_FOLDER });
    const temporaryPath = path.join(this.incoming, randomUUID());
    const file = await fs.open(temporaryPath, 'wx', PRIVATE_FILE);
    try {
      const { contentHash, byteSize } = await this.write(file, bytes, maxBytes);
      if (byteSize <= maxBytes) return { temporaryPath, contentHash, byteSize };
      await fs.rm(temporaryPath, { force: true });
      return { temporaryPath: null, contentHash, byteSize };
    } catch (error) {
      await fs.rm(temporaryPath, { force: true });
      throw error;
    } finally {
      await file.close();
    }
  }

  async keep(file: ReceivedFile): Promise<void> {
    if (!file.temporaryPath) return;
    const target = this.pathOf(file.contentHash);
    const folder = path.dirname(target);
    const made = await fs.mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (await touch(target)) await fs.rm(file.temporaryPath, { force: true });
    else await fs.rename(file.temporaryPath, target);
    await syncFolder(folder);
    if (made) for (const above of [path.dirname(folder), this.files]) await syncFolder(above);
  }

  async discard(file: ReceivedFile): Promise<void> {
    if (file.temporaryPath) await fs.rm(file.temporaryPath, { force: true });
  }

  async localPath(contentHash: string): Promise<string> {
    const file = this.pathOf(contentHash);
    await fs.access(file);
    return file;
  }

  read(contentHash: string, range?: ByteRange): Readable {
    return createReadStream(this.pathOf(contentHash), range);
  }

  /** Set aside first, then looked at: whoever keeps the same bytes meanwhile either made them young or stores them anew. */
  async remove(contentHash: string, keptBefore: Date): Promise<void> {
    const file = this.pathOf(contentHash);
    const aside = path.join(this.incoming, randomUUID());
    await fs.mkdir(this.incoming, { recursive: true, mode: PRIVATE_FOLDER });
    if (!(await succeeds(fs.rename(file, aside)))) return;
    const { mtime } = await fs.stat(aside);
    if (mtime < keptBefore) await fs.rm(aside, { force: true });
    else await fs.rename(aside, file);
  }

  async *list(keptBefore: Date): AsyncIterable<string> {
    for (const first of await names(this.files)) {
      for (const second of await names(path.join(this.files, first))) {
        const folder = path.join(this.files, first, second);
        for (const name of await names(folder)) {
          const stat = await fs.stat(path.join(folder, name)).catch(() => undefined);
          if (HASH.test(name) && stat && stat.mtime < keptBefore) yield name;
        }
      }
    }
  }

  async clearIncoming(arrivedBefore: Date): Promise<void> {
    for (const name of await names(this.incoming)) {
      const file = path.join(this.incoming, name);
      const stat = await fs.stat(file).catch(() => undefined);
      if (stat && stat.mtime < arrivedBefore) await fs.rm(file, { force: true });
    }
  }

  private async write(
    file: fs.FileHandle,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ contentHash: string; byteSize: number }> {
    const hash = createHash('sha256');
    let byteSize = 0;
    for await (const piece of bytes) {
      hash.update(piece);
      byteSize += piece.length;
      if (byteSize <= maxBytes) await file.writeFile(piece);
    }
    await file.sync();
    return { contentHash: hash.digest('hex'), byteSize };
  }

  private pathOf(contentHash: string): string {
    if (!HASH.test(contentHash)) throw new Error('not the name of stored bytes');
    return path.join(this.files, contentHash.slice(0, 2), contentHash.slice(2, 4), contentHash);
  }
}

const names = (folder: string): Promise<string[]> => fs.readdir(folder).catch(() => []);

/** Says whether the file exists, and makes it young so that a sweep of unused files spares it. */
async function touch(file: string): Promise<boolean> {
  const now = new Date();
  return succeeds(fs.utimes(file, now, now));
}

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** Makes a rename in this folder survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
