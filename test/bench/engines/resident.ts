import fs from 'node:fs';

/** Megabytes that a process really takes, its part of shared pages included; NaN where the system does not say. */
export function residentMb(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes ? Number(kilobytes) / 1024 : NaN;
  } catch {
    return NaN;
  }
}
