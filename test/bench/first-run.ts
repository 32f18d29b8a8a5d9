import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ApiSession } from '../support/api-session.js';
import { pssMb } from '../support/process-memory.js';
import { descendants, root, startProduct } from '../support/product.js';
import type { BenchOptions, BenchResult } from './bench.js';

export const description =
  'from an installed machine without data to the first cited answer over the sample company';

/**
 * readyS: packages, pages and weights present, no data folder: start to the printed address. firstAnswerS: from then,
 * owner made, sample company loaded, parsed, indexed and embedded, to the end of the first answer.
 */
export async function run({ seed }: BenchOptions): Promise<BenchResult> {
  const buildS = seconds(() =>
    spawnSync('npx', ['nx', 'run-many', '-t', 'build', '--skip-nx-cache'], { cwd: root }),
  );
  const started = Date.now();
  const product = await startProduct();
  try {
    const readyS = (Date.now() - started) / 1000;
    const ready = Date.now();
    const owner = await ApiSession.asOwner(product.url, product.token!);
    const { uploadIds } = await owner.ok('POST', '/setup/sample-company', { load: true });
    for (const id of uploadIds) await owner.settled(id, { timeoutMs: 600_000 });
    const indexedS = (Date.now() - ready) / 1000;
    const { question, file } = sampleQuestion(seed);
    const { answer } = await owner.ask(question);
    const firstAnswerS = (Date.now() - ready) / 1000;
    const cited = answer.citations.some(
      ({ fileName }: { fileName: string }) => fileName === path.basename(file),
    );
    const pids = [product.process.pid!, ...descendants(product.process.pid!)];
    return {
      data: 'sample-company',
      figures: {
        readyS,
        indexedS,
        firstAnswerS,
        citedRightDocument: cited ? 1 : 0,
        residentMb: pids.reduce((sum, pid) => sum + pssMb(pid), 0),
        processes: pids.length,
        diskMb: diskMb(product.dataDir),
        buildS,
      },
    };
  } finally {
    await product.stop();
    fs.rmSync(product.dataDir, { recursive: true, force: true });
  }
}

interface SampleQuestion {
  question: string;
  kind: string;
  space: string;
  gold: { file: string }[];
}

/** An answerable question of the sample company, the same for the same seed. */
function sampleQuestion(seed: number): { question: string; file: string } {
  const lines = fs
    .readFileSync(path.join(root, 'backend/api/sample-company/questions.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const questions = lines
    .map((line) => JSON.parse(line) as SampleQuestion)
    .filter(({ kind }) => kind === 'single');
  const picked = questions[seed % questions.length]!;
  return { question: picked.question, file: picked.gold[0]!.file };
}

function seconds(work: () => unknown): number {
  const from = Date.now();
  work();
  return (Date.now() - from) / 1000;
}

function diskMb(folder: string): number {
  const { stdout } = spawnSync('du', ['-sk', folder], { encoding: 'utf8' });
  return Number(stdout.split('\t')[0]) / 1024;
}
