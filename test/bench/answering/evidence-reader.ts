import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../support/product.js';
import { CannotMeasureError, say } from '../bench.js';
import type { DeclineCase } from './decline-cases.js';

/** What `deskmate eval quote` says of one case. */
export interface EvidenceLine {
  id: string;
  language: 'en' | 'zh';
  evidence: Record<string, number> | null;
  confidence: number;
  isDeclined: boolean;
  quotes: { passage: number; text: string }[];
}

const API = path.join(root, 'backend/api');
const ARGS = [
  '--conditions=development',
  '--import',
  '@swc-node/register/esm-register',
  'src/cli.ts',
  'eval',
  'quote',
];

/** Asks the product's own quoting, from the sources, with vectors kept by content. */
export async function readEvidence(cases: readonly DeclineCase[]): Promise<Map<string, EvidenceLine>> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-fit-'));
  const child = spawn(process.execPath, ARGS, {
    cwd: API,
    env: {
      ...process.env,
      DESKMATE_DATA_DIR: dataDir,
      DESKMATE_LOG_LEVEL: 'error',
      DESKMATE_TEST_VECTOR_CACHE: path.join(root, '.deskmate', 'vectors'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const found = new Map<string, EvidenceLine>();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (const { id, question, passages, byWords } of cases)
    child.stdin.write(`${JSON.stringify({ id, question, passages, byWords })}\n`);
  child.stdin.end();
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith('{"id"')) continue;
      const read = JSON.parse(line) as EvidenceLine;
      found.set(read.id, read);
      if (found.size % 200 === 0) say(`${found.size} of ${cases.length}`);
    }
    const code = await ended;
    if (code !== 0) throw new CannotMeasureError(`deskmate eval quote ended with ${code}.`);
    return found;
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
