import fs from 'node:fs';
import path from 'node:path';

/** The data folder is used by another process: two on one folder would lose data silently. */
export class FolderInUseError extends Error {
  constructor(
    readonly folder: string,
    readonly pid: number,
  ) {
    super(
      `The data folder ${folder} is in use by another Deskmate (process ${pid}). ` +
        `Stop that one first, or start this one with another folder (DESKMATE_DATA_DIR).`,
    );
  }
}

interface Owner {
  pid: number;
  /** Start time of the process in clock ticks (field 22 of /proc/PID/stat), so that a reused pid is told apart. */
  started: string;
}

/** Takes the folder for this process. @throws FolderInUseError while a live process holds it. */
export function lockFolder(folder: string): () => void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'deskmate.lock');
  const mine = JSON.stringify({ pid: process.pid, started: startTime(process.pid) ?? '' } satisfies Owner);
  for (;;) {
    try {
      fs.writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => release(file, mine);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readOwner(file);
    if (holder && isAlive(holder)) throw new FolderInUseError(folder, holder.pid);
    fs.rmSync(file, { force: true }); // left by a process that was killed
  }
}

function release(file: string, mine: string): void {
  try {
    if (fs.readFileSync(file, 'utf8') === mine) fs.rmSync(file);
  } catch {
    // gone already
  }
}

function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  const now = startTime(pid);
  if (now !== undefined) return !started || now === started;
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux';
  } catch {
    return false;
  }
}

function startTime(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
