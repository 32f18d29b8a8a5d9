import { zipSync } from 'fflate';
import { zipFile } from '../../../../../../test/support/office-files.js';
import { DEFAULT_LIMITS } from '../limits.js';
import { ZipArchive } from './zip-archive.js';

async function readAll(archive: ZipArchive, name: string): Promise<number> {
  let size = 0;
  for await (const slice of archive.read(name)) size += slice.length;
  return size;
}

describe('ZipArchive', () => {
  it('reads parts whatever their case and slashes', async () => {
    const archive = ZipArchive.open(zipFile({ 'Word/Document.xml': 'hello' }), DEFAULT_LIMITS);
    expect(await readAll(archive, '/word/document.xml')).toBe(5);
    expect(await readAll(archive, 'word/other.xml')).toBe(0);
  });

  it('stops a part that swells beyond the ratio, early', async () => {
    const bomb = zipSync({ 'word/document.xml': new Uint8Array(64 * 1024 * 1024) });
    expect(bomb.length).toBeLessThan(100_000);
    const archive = ZipArchive.open(bomb, DEFAULT_LIMITS);
    let size = 0;
    const reading = async (): Promise<void> => {
      for await (const slice of archive.read('word/document.xml')) size += slice.length;
    };
    await expect(reading()).rejects.toMatchObject({ code: 'too-large' });
    expect(size).toBeLessThan(20 * 1024 * 1024);
  });

  it('counts all parts together, and a part that is read twice once', async () => {
    const parts = { a: 'x'.repeat(3000), b: 'x'.repeat(3000) };
    const archive = ZipArchive.open(zipFile(parts), { ...DEFAULT_LIMITS, maxUnpackedBytes: 5000 });
    expect(await readAll(archive, 'a')).toBe(3000);
    expect(await readAll(archive, 'a')).toBe(3000);
    await expect(readAll(archive, 'b')).rejects.toMatchObject({ code: 'too-large' });
  });

  it('refuses too many parts, cut files and parts that claim to be elsewhere', async () => {
    const file = zipFile({ a: 'hello', b: 'x' });
    expect(() => ZipArchive.open(file, { ...DEFAULT_LIMITS, maxEntries: 1 })).toThrow(/too many parts/);
    expect(() => ZipArchive.open(file.slice(0, 60), DEFAULT_LIMITS)).toThrow(/cut off/);
    const lying = Buffer.from(file);
    lying.writeUInt32LE(0xfffffff0, lying.indexOf(Buffer.from('PK\x01\x02')) + 42);
    await expect(readAll(ZipArchive.open(lying, DEFAULT_LIMITS), 'a')).rejects.toMatchObject({
      code: 'damaged',
    });
  });
});
