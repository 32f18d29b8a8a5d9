import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from './build-if-stale.mjs';

/** `npm run contract`: fails when code and backend/openapi.json differ; `-- --write` takes the code's as the new one. */
const file = path.join(root, 'backend/openapi.json');
const source = [
  '--conditions=development',
  '--import',
  '@swc-node/register/esm-register',
  'backend/api/src/write-openapi.ts',
];
const { status, stdout } = spawnSync(process.execPath, source, {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 1 << 28,
});
if (status !== 0) process.exit(1);

if (process.argv.includes('--write')) {
  fs.writeFileSync(file, stdout);
  const generate = spawnSync('npm', ['run', 'generate', '-w', 'backend/client'], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exit(generate.status ?? 1);
}
if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === stdout) {
  console.log('backend/openapi.json is what the code says.');
} else {
  console.error(
    'backend/openapi.json is not what the code says. If the change is meant: npm run contract -- --write',
  );
  process.exit(1);
}
