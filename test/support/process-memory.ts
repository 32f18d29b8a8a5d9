import fs from 'node:fs';

/** Proportional set size: memory that processes share counts once. 0 where the system does not tell. */
export function pssMb(pid: number): number {
  try {
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
  } catch {
    return 0; // ended meanwhile
  }
}

/** The most memory that some processes together took, looked at in steps. */
export class PeakMemory {
  peakMb = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly pids: () => number[],
    everyMs = 500,
  ) {
    this.timer = setInterval(() => this.look(), everyMs);
  }

  look(): void {
    this.peakMb = Math.max(
      this.peakMb,
      this.pids().reduce((sum, pid) => sum + pssMb(pid), 0),
    );
  }

  stop(): number {
    clearInterval(this.timer);
    return this.peakMb;
  }
}
