import fs from 'node:fs';
import path from 'node:path';

export interface Gpu {
  /** `no-device`: none is here; `for-vllm`: our own engine runs on the processor, vLLM would use it. */
  code: 'no-device' | 'for-vllm';
  names: string[];
}

/** NVIDIA devices as their driver lists them. */
export function findGpu(driverFolder = '/proc/driver/nvidia/gpus'): Gpu {
  let folders: string[];
  try {
    folders = fs.readdirSync(driverFolder);
  } catch {
    folders = [];
  }
  const names = folders.map((folder) => nameIn(path.join(driverFolder, folder, 'information')));
  return { code: names.length ? 'for-vllm' : 'no-device', names };
}

function nameIn(file: string): string {
  try {
    return /^Model:\s*(.+)$/m.exec(fs.readFileSync(file, 'utf8'))?.[1]?.trim() ?? 'NVIDIA';
  } catch {
    return 'NVIDIA';
  }
}
