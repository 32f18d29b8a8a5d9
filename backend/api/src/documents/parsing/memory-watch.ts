import { readFile } from 'node:fs/promises';

const EVERY_MS = 100;
const PAGE_BYTES = 4096;

/** Looks at a process's memory from outside, where it cannot be tricked, and tells when it is too much. */
export class MemoryWatch {
  private readonly timer: NodeJS.Timeout;
  /** Highest seen since the last `reset`. */
  peakBytes = 0;

  constructor(
    private readonly pid: number,
    private readonly maxBytes: number,
    private readonly onExceeded: () => void,
  ) {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    this.timer.unref();
  }

  async look(): Promise<number> {
    const bytes = await residentBytes(this.pid);
    this.peakBytes = Math.max(this.peakBytes, bytes);
    if (bytes > this.maxBytes) this.onExceeded();
    return bytes;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

/** 0 where the system has no /proc: there only the heap limit holds. */
async function residentBytes(pid: number): Promise<number> {
  try {
    const [, resident = '0'] = (await readFile(`/proc/${pid}/statm`, 'latin1')).split(' ');
    return Number(resident) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
