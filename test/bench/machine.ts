import fs from 'node:fs';
import os from 'node:os';

export interface Machine {
  cpu: string;
  cores: number;
  node: string;
  /** Share of the processors' time that other programs took while the bench ran. */
  otherLoad: number;
}

const TICKS_PER_S = 100;

/** Watches from now on what the bench and its children use, and what everybody else does. */
export class MachineWatch {
  private readonly from = { busy: busySeconds(), own: ownSeconds(), at: performance.now() };

  report(): Machine {
    const seconds = (performance.now() - this.from.at) / 1000;
    const busy = busySeconds() - this.from.busy;
    const own = ownSeconds() - this.from.own;
    const cores = os.availableParallelism();
    const otherLoad = seconds > 0 ? Math.max(0, busy - own) / (seconds * cores) : 0;
    return {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores,
      node: process.versions.node,
      otherLoad: Math.round(otherLoad * 100) / 100,
    };
  }
}

const readOr = (file: string, otherwise: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return otherwise; // no /proc on this system, or a process that ended meanwhile
  }
};

/** Seconds that the processors worked since the machine started. */
function busySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readOr('/proc/stat', '')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_S;
}

interface ProcessTime {
  parent: number;
  /** Its own time and that of its ended children. */
  seconds: number;
}

/** Seconds that this process, its ended children and its living descendants worked. */
function ownSeconds(): number {
  const times = new Map<number, ProcessTime>();
  for (const name of fs.existsSync('/proc') ? fs.readdirSync('/proc') : []) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readOr(`/proc/${name}/stat`, '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i] ?? 0), 0);
    times.set(Number(name), { parent: Number(fields[1]), seconds: ticks / TICKS_PER_S });
  }
  const below = (pid: number): number =>
    [...times]
      .filter(([, { parent }]) => parent === pid)
      .reduce((sum, [child, { seconds }]) => sum + seconds + below(child), 0);
  return (times.get(process.pid)?.seconds ?? 0) + below(process.pid);
}
