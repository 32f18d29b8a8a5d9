import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiSession } from '../support/api-session.js';
import { type Product, descendants, hasBuild, ownDatabaseUrl, startProduct } from '../support/product.js';

const rounds = process.env['DESKMATE_FULL'] ? 20 : 4;
const when = hasBuild() ? describe : describe.skip;

when(
  `kill -9 of the whole process tree, ${rounds} times${hasBuild() ? '' : ' (skipped: not built, run npm run build)'}`,
  () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-faults-'));
    let own: Awaited<ReturnType<typeof ownDatabaseUrl>>;
    let product: Product;
    let owner: ApiSession;
    let spaceId: string;
    const acknowledged = new Set<string>();

    const start = (): Promise<Product> => startProduct({ dataDir, env: own.env });

    beforeAll(async () => {
      own = await ownDatabaseUrl();
      product = await start();
      owner = await ApiSession.asOwner(product.url, product.token!);
      spaceId = await owner.addSpace('Faults');
    }, 180_000);

    afterAll(async () => {
      await product?.stop();
      await own.dispose();
      fs.rmSync(dataDir, { recursive: true, force: true });
    });

    it('loses nothing acknowledged, goes on by itself and leaves no orphan', async () => {
      for (let round = 0; round < rounds; round++) {
        const work = workUntilKilled(round);
        await sleep(200 + Math.random() * 2500);
        const children = descendants(product.process.pid!);
        await product.kill();
        await work;
        await sleep(500);
        expect(children.filter(isAlive)).toEqual([]);
        product = await start();
        owner = await ApiSession.signIn(product.url, 'owner');
      }
      const titles = await readyTitles();
      expect(acknowledged.size).toBeGreaterThan(0);
      expect([...acknowledged].filter((title) => !titles.includes(title))).toEqual([]);
      const { answer } = await owner.ask('Which colour has crate 0-0?');
      expect(answer.state).toBe('finished');
      const { items } = await owner.ok('GET', '/conversations');
      for (const { id } of items) {
        const { answers } = await owner.ok('GET', `/conversations/${id}`);
        for (const one of answers) expect(one.state).toBe('finished');
      }
    }, 900_000);

    it('refuses a second start on the same data folder with a sentence', async () => {
      await expect(start()).rejects.toMatchObject({
        exitCode: 75,
        output: expect.stringMatching(/in use by another Deskmate/),
      });
    }, 120_000);

    /** Uploads and asks until the product goes away under it. */
    async function workUntilKilled(round: number): Promise<void> {
      const session = owner;
      try {
        const { id } = await session.ok('POST', `/spaces/${spaceId}/uploads`, { files: 20 });
        void session.ask(`Which colour has crate ${round}-1?`).catch(() => undefined);
        for (let n = 0; n < 20; n++) {
          const name = `crate-${round}-${n}.md`;
          const text = `# Crate ${round}-${n}\n\nThe colour of crate ${round}-${n} is ${['red', 'blue', 'green'][n % 3]}.\n`;
          const { status } = await session.upload(id, name, text);
          if (status < 300) acknowledged.add(name);
        }
      } catch {
        // the connection went away: what was acknowledged before is what counts
      }
    }

    async function readyTitles(): Promise<string[]> {
      for (let tries = 0; tries < 300; tries++) {
        const names: { fileName: string; state: string }[] = [];
        let cursor: string | null = null;
        do {
          const page = await owner.ok(
            'GET',
            `/spaces/${spaceId}/documents?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
          );
          names.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor);
        if (names.every(({ state }) => state === 'ready')) return names.map(({ fileName }) => fileName);
        await sleep(500);
      }
      throw new Error('indexing did not go on by itself');
    }
  },
);

function isAlive(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^\d+ \(.*\) [ZX]/.test(stat);
  } catch {
    return false;
  }
}
