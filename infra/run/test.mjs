import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { buildIfStale, root } from './build-if-stale.mjs';
import { startLlamaServers } from './llama-server.mjs';
import { startPostgres } from './postgres.mjs';

/**
 * `npm test`: prepares weights, pages, llama.cpp servers and a PostgreSQL by itself, runs every spec, then the database specs and the
 * journeys again on PostgreSQL. What this machine lacks is named, and its specs say so in their titles.
 * `--full` (npm run test:full) adds the slow matrices.
 */
const full = process.argv.includes('--full');
const totals = { passed: 0, failed: 0, skipped: 0 };

await buildIfStale();
await prepareWeights();
await runBesideLlamaServers();
await runOnPostgres();
console.log(`\n${totals.skipped} skipped`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed ? 1 : 0);

async function prepareWeights() {
  const code = await run(
    process.execPath,
    ['backend/api/dist/src/cli.js', 'models', 'pull', '--default'],
    {},
  );
  if (full) await run(process.execPath, ['backend/api/dist/src/cli.js', 'models', 'pull', 'gemma3-270m'], {});
  if (code !== 0) console.log('The weights could not be fetched here: specs on real weights are skipped.');
}

async function runBesideLlamaServers() {
  const servers = await startLlamaServers(full ? { patienceMs: 15 * 60_000 } : {});
  try {
    await runJest('All specs', [], servers.env);
  } finally {
    servers.stop();
  }
}

async function runOnPostgres() {
  const server = await startPostgres();
  if (server.reason) {
    console.log(`Specs on PostgreSQL are skipped: ${server.reason}.`);
    return;
  }
  try {
    await runJest(
      'Database specs and journeys on PostgreSQL',
      ['--testPathPatterns', 'db\\.spec|test/e2e/'],
      { DATABASE_URL: server.url },
    );
  } finally {
    server.stop();
  }
}

async function runJest(title, args, env = {}) {
  console.log(`\n== ${title}`);
  const report = path.join(os.tmpdir(), `deskmate-jest-${process.pid}.json`);
  const jest = [
    'node_modules/jest/bin/jest.js',
    '--config',
    'jest.config.mjs',
    '--json',
    '--outputFile',
    report,
    ...args,
  ];
  const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--no-warnings'];
  const code = await run(process.execPath, [...node, ...jest], {
    ...env,
    NODE_ENV: 'test',
    ...(full && { DESKMATE_FULL: '1' }),
  });
  const result = readReport(report);
  totals.passed += result.numPassedTests;
  totals.skipped += result.numPendingTests;
  totals.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (code !== 0 && !result.numFailedTests && !result.numRuntimeErrorTestSuites) totals.failed += 1;
}

function readReport(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return { numPassedTests: 0, numPendingTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function run(command, args, env) {
  return new Promise((resolve) => {
    // jest prints its JSON on stdout as well; people read the report on stderr
    const stdio = args.includes('--json') ? ['ignore', 'ignore', 'inherit'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
