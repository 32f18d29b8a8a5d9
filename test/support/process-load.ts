import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const TICK_MS = 10;
const WINDOW_MS = 150;

/** CPU time that a process has taken so far; 0 where the system does not tell. */
function cpuMs(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * TICK_MS;
  } catch {
    return 0;
  }
}

/** Whether a process takes a fifth of a core or more just now (Linux). */
export async function isBusy(pid: number): Promise<boolean> {
  const before = cpuMs(pid);
  await pause(WINDOW_MS);
  return cpuMs(pid) - before > WINDOW_MS / 5;
}
