import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { zipSync } from 'fflate';
import {
  docxFile,
  paragraph,
  relationsXml,
  sheetRow,
  xlsxFile,
  zipFile,
} from '../../../../../test/support/office-files.js';
import { pdfFile, pdfLines } from '../../../../../test/support/pdf-file.js';
import type { Block, ParsedSummary } from '../block.js';
import { parserCommand } from './parser-command.js';
import { ParserPool, type ParseFileOptions } from './parser-pool.js';

jest.setTimeout(180_000); // processes start slowly from TypeScript on a busy machine

const HOSTILE = fileURLToPath(new URL('../../../../../test/support/hostile-parser.ts', import.meta.url));
const MB = 1024 * 1024;
const { isolation } = parserCommand(400);

let folder: string;
const pools: ParserPool[] = [];

beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'parser-'))));
afterEach(() => pools.splice(0).forEach((pool) => pool.close()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function poolOf(options: ConstructorParameters<typeof ParserPool>[0] = {}): ParserPool {
  const pool = new ParserPool({ maxProcesses: 1, ...options });
  pools.push(pool);
  return pool;
}

function fileOf(content: Uint8Array | string): string {
  const file = path.join(folder, String(Math.random()));
  writeFileSync(file, content);
  return file;
}

async function read(
  pool: ParserPool,
  fileName: string,
  content: Uint8Array | string = 'x',
  options?: ParseFileOptions,
): Promise<{ blocks: Block[]; summary: ParsedSummary }> {
  const generator = pool.parseFile(fileOf(content), fileName, options);
  const blocks: Block[] = [];
  for (;;) {
    const next = await generator.next();
    if (next.done) return { blocks, summary: next.value };
    blocks.push(next.value);
  }
}

describe('ParserPool', () => {
  it('reads one document after the other in the same process, with progress', async () => {
    const pool = poolOf();
    const shares: number[] = [];
    const pdf = pdfFile(Array.from({ length: 30 }, () => pdfLines(['Words on a page of a PDF.'])));
    expect(
      (await read(pool, 'a.pdf', pdf, { onProgress: (share) => shares.push(share) })).summary.pages,
    ).toBe(30);
    expect((await read(pool, 'a.docx', docxFile(paragraph('Hello')))).blocks[0]!.text).toBe('Hello');
    expect((await read(pool, 'b.md', '# Title')).summary.title).toBe('Title');
    expect(pool.started).toBe(1);
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  it('gives the same as parsing in this process, in order, when the receiver is slow', async () => {
    const rows = Array.from({ length: 4000 }, (_, i) =>
      sheetRow(i + 1, [`Row ${i}`, i, 'some words to fill the batch']),
    ).join('');
    const generator = poolOf().parseFile(fileOf(xlsxFile([{ name: 'S', rows }])), 'a.xlsx');
    let expected = 0;
    for await (const block of generator) {
      if (block.ordinal % 1500 === 0) await sleep(50);
      expect(block.ordinal).toBe(expected++);
    }
    expect(expected).toBe(4001);
  });

  it('fails with the parser’s own reason and reads on', async () => {
    const pool = poolOf();
    await expect(read(pool, 'a.zip', zipFile({ a: 'x' }))).rejects.toMatchObject({
      code: 'unsupported-format',
    });
    await expect(read(pool, 'a.docx', docxFile('').slice(0, 100))).rejects.toMatchObject({ code: 'damaged' });
    await expect(read(pool, 'a.txt', '')).rejects.toMatchObject({ code: 'empty' });
    expect((await read(pool, 'a.txt', 'fine')).blocks).toHaveLength(1);
  });

  it('refuses a file that is too large without starting anything', async () => {
    const pool = poolOf();
    await expect(read(pool, 'a.txt', 'x'.repeat(200), { limits: { maxBytes: 100 } })).rejects.toMatchObject({
      code: 'too-large',
    });
    expect(pool.started).toBe(0);
  });

  it('stops a zip bomb', async () => {
    const bomb = zipSync({
      '_rels/.rels': Buffer.from(
        relationsXml([{ id: 'r', type: 'officeDocument', target: 'word/document.xml' }]),
      ),
      'word/document.xml': new Uint8Array(40 * MB).fill(32),
    });
    await expect(read(poolOf(), 'a.docx', bomb)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('refuses entities instead of expanding them', async () => {
    const lol =
      '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>';
    const file = zipFile({
      '_rels/.rels': relationsXml([{ id: 'r', type: 'officeDocument', target: 'word/document.xml' }]),
      'word/document.xml': lol,
    });
    await expect(read(poolOf(), 'a.docx', file)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('is cancelled by its signal, and by a receiver that stops', async () => {
    const pool = poolOf({ entry: HOSTILE });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('not wanted any more')), 300);
    await expect(read(pool, 'silence', 'x', { signal: controller.signal })).rejects.toThrow(
      'not wanted any more',
    );
    const real = poolOf();
    for await (const block of real.parseFile(fileOf('one\n\ntwo\n\nthree'), 'a.txt')) {
      expect(block.text).toBe('one');
      break;
    }
    expect((await read(real, 'b.txt', 'again')).blocks[0]!.text).toBe('again');
  });

  it('replaces a process after so many documents', async () => {
    const pool = poolOf({ maxDocuments: 2 });
    for (let i = 0; i < 3; i++) await read(pool, 'a.txt', 'text');
    expect(pool.started).toBe(2);
  });

  it('reads two documents at once but no more', async () => {
    const pool = poolOf({ maxProcesses: 2 });
    const all = await Promise.all(Array.from({ length: 6 }, (_, i) => read(pool, 'a.txt', `text ${i}`)));
    expect(all.map(({ blocks }) => blocks[0]!.text)).toEqual(
      Array.from({ length: 6 }, (_, i) => `text ${i}`),
    );
    expect(pool.started).toBe(2);
  });
});

describe('a parser that a file has taken over', () => {
  const shared = new ParserPool({ maxProcesses: 1, entry: HOSTILE });
  afterAll(() => shared.close());
  const told = async (deed: string): Promise<string> => (await read(shared, deed)).blocks[0]!.text;

  it('has an empty environment', async () => {
    process.env['DESKMATE_TEST_SECRET'] = 'secret';
    expect(await told('environment')).toBe('{}');
    expect(await told('arguments')).not.toContain('secret');
    delete process.env['DESKMATE_TEST_SECRET'];
  });

  describe('reaches no network', () => {
    let server: Server;
    let reached = 0;
    beforeAll((done) => {
      server = createServer((socket) => {
        reached++;
        socket.destroy();
      }).listen(0, '127.0.0.1', done);
    });
    afterAll((done) => void server.close(done));

    it.each(['connect', 'listen', 'request', 'fetch', 'lookup', 'datagram'])('not by %s', async (deed) => {
      expect(await told(`${deed} ${(server.address() as AddressInfo).port}`)).toBe(
        'The parser process may not use the network.',
      );
      expect(reached).toBe(0);
    });

    (isolation.networkNamespace ? it : it.skip)(
      isolation.networkNamespace
        ? 'for it sees no interface but its own loopback'
        : 'network namespace: this kernel allows none',
      async () => {
        const lines = (await told('interfaces')).trim().split('\n').slice(2);
        expect(lines.map((line) => line.trim().split(':')[0])).toEqual(['lo']);
      },
    );
  });

  it('starts no program', async () => {
    expect(await told('program')).toBe('The parser process may not use other processes.');
  });

  it.each(['buffers', 'heap'])('is killed when it takes too much memory in %s', async (deed) => {
    const limits = { maxMemoryBytes: 300 * MB, timeoutMs: 30_000 };
    await expect(read(poolOf({ entry: HOSTILE }), deed, 'x', { limits })).rejects.toMatchObject({
      code: 'out-of-memory',
    });
  });

  it.each(['loop', 'silence'])('is killed when it takes too long in a %s', async (deed) => {
    const pool = poolOf({ entry: HOSTILE });
    await expect(read(pool, deed, 'x', { limits: { timeoutMs: 300 } })).rejects.toMatchObject({
      code: 'timed-out',
    });
    expect((await read(pool, 'environment')).blocks).toHaveLength(1);
  });

  it.each(['exit', 'garbage'])('is a failed document when it ends in %s', async (deed) => {
    const pool = poolOf({ entry: HOSTILE });
    await expect(read(pool, deed)).rejects.toMatchObject({ code: 'parser-crashed' });
    expect((await read(pool, 'environment')).blocks).toHaveLength(1);
  });

  it('dies with its parent, even in a loop', async () => {
    const script = `import { ParserPool } from ${JSON.stringify(new URL('./parser-pool.ts', import.meta.url).href)};
      const pool = new ParserPool({ entry: ${JSON.stringify(HOSTILE)} });
      const file = ${JSON.stringify(fileOf('x'))};
      pool.parseFile(file, 'loop').next();
      const tell = () => (pool.pids().length ? console.log(pool.pids().join()) : setTimeout(tell, 20));
      tell();
      setInterval(() => {}, 1000);`;
    const cwd = fileURLToPath(new URL('../../../', import.meta.url));
    const flags = [
      '--conditions=development',
      '--import',
      '@swc-node/register/esm-register',
      '--input-type=module',
      '-e',
      script,
    ];
    const parent = spawn(process.execPath, flags, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = Number(
      await new Promise((resolve) => parent.stdout.once('data', (text: Buffer) => resolve(text.toString()))),
    );
    expect(isRunning(pid)).toBe(true);
    await sleep(3000);
    parent.kill('SIGKILL');
    for (let i = 0; i < 50 && isRunning(pid); i++) await sleep(100);
    expect(isRunning(pid)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  if (!existsSync('/proc/self')) return spawnSync('kill', ['-0', String(pid)]).status === 0;
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
