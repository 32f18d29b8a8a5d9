import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';

/** The repository's root. */
export const root = path.resolve(import.meta.dirname, '../..');

const projects = ['model', 'backend/client', 'backend/api', 'addins/ui', 'addins/taskpane', 'addins/console'];
const stampFile = path.join(root, '.deskmate', 'built.json');
const skipped = new Set(['node_modules', 'dist', 'sample-company', 'README.md', 'DESIGN.md', 'LOG.md']);

/** Builds what is missing or older than its sources, saying so; returns the seconds that it took (0: nothing to do). */
export async function buildIfStale() {
  const fingerprint = fingerprintOf(projects);
  const pages = [
    'addins/taskpane/dist/index.html',
    'addins/console/dist/index.html',
    'backend/api/dist/src/main.js',
  ];
  const complete = pages.every((file) => fs.existsSync(path.join(root, file)));
  if (complete && readStamp() === fingerprint) return 0;
  const started = Date.now();
  console.log(complete ? 'Sources changed: building …' : 'First start: building …');
  await run('npx', ['nx', 'run-many', '-t', 'build', '--output-style=static']);
  fs.mkdirSync(path.dirname(stampFile), { recursive: true });
  fs.writeFileSync(stampFile, JSON.stringify({ fingerprint }));
  const seconds = (Date.now() - started) / 1000;
  console.log(`Built in ${seconds.toFixed(1)} s.`);
  return seconds;
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(stampFile, 'utf8')).fingerprint;
  } catch {
    return null;
  }
}

/** Hash over path, size and modification time of every source file: cheap, and any edit changes it. */
function fingerprintOf(folders) {
  const hash = crypto.createHash('sha256');
  const visit = (folder) => {
    for (const entry of fs
      .readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (skipped.has(entry.name) || /\.spec\.tsx?$/.test(entry.name)) continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) visit(file);
      else {
        const { size, mtimeMs } = fs.statSync(file);
        hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
      }
    }
  };
  for (const project of folders) visit(path.join(root, project));
  hash.update(String(fs.statSync(path.join(root, 'package-lock.json')).mtimeMs));
  return hash.digest('hex');
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(' ')} ended with ${code}`)),
    );
  });
}
