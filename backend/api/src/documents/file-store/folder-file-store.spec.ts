import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { FolderFileStore } from './folder-file-store.js';

let folder: string;
let store: FolderFileStore;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-files-'));
  store = new FolderFileStore(folder);
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const give = (content: string, maxBytes = 1000) =>
  store.receive(Readable.from([Buffer.from(content)]), maxBytes);
const filesIn = (sub: string): string[] =>
  fs.existsSync(path.join(folder, sub))
    ? fs
        .readdirSync(path.join(folder, sub), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
    : [];

it('keeps bytes under their sha256 and gives them back, whole or a range', async () => {
  const file = await give('hello world');
  await store.keep(file);
  expect(file.contentHash).toBe(createHash('sha256').update('hello world').digest('hex'));
  expect(filesIn('files')).toEqual([file.contentHash]);
  expect(await text(store.read(file.contentHash))).toBe('hello world');
  expect(await text(store.read(file.contentHash, { start: 6, end: 8 }))).toBe('wor');
});

it('stores the same bytes once', async () => {
  await store.keep(await give('same'));
  const before = fs.statSync(await store.localPath((await give('same')).contentHash)).ino;
  await store.keep(await give('same'));
  expect(filesIn('files')).toHaveLength(1);
  expect(fs.statSync(await store.localPath(createHash('sha256').update('same').digest('hex'))).ino).toBe(
    before,
  );
});

it('hashes more than allowed without keeping it', async () => {
  const file = await give('x'.repeat(50), 10);
  expect(file).toMatchObject({ temporaryPath: null, byteSize: 50 });
  await store.keep(file);
  expect([...filesIn('files'), ...filesIn('incoming')]).toEqual([]);
});

it('leaves nothing behind when the stream breaks or the bytes are discarded', async () => {
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('connection lost');
  };
  await expect(store.receive(broken(), 1000)).rejects.toThrow('connection lost');
  await store.discard(await give('unwanted'));
  expect(filesIn('incoming')).toEqual([]);
});

it('lists only what was kept before a time, and touches what is given again', async () => {
  const file = await give('old');
  await store.keep(file);
  const past = new Date(Date.now() - 86_400_000);
  fs.utimesSync(await store.localPath(file.contentHash), past, past);
  const listed = async (): Promise<string[]> => {
    const hashes: string[] = [];
    for await (const hash of store.list(new Date(Date.now() - 3_600_000))) hashes.push(hash);
    return hashes;
  };
  expect(await listed()).toEqual([file.contentHash]);
  await store.keep(await give('old'));
  expect(await listed()).toEqual([]);
});

it('removes old bytes, and spares those that were given again', async () => {
  const file = await give('unused');
  await store.keep(file);
  await store.remove(file.contentHash, new Date(Date.now() - 3_600_000));
  expect(await text(store.read(file.contentHash))).toBe('unused');
  await store.remove(file.contentHash, new Date(Date.now() + 1000));
  expect([...filesIn('files'), ...filesIn('incoming')]).toEqual([]);
  await store.remove(file.contentHash, new Date());
});

it('takes no name that is not a hash', () => {
  expect(() => store.read('../../etc/passwd')).toThrow('not the name of stored bytes');
});
