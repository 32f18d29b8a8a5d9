import { spawn } from 'node:child_process';
import { buildIfStale, root } from './build-if-stale.mjs';

/** `npm start`: build what is missing or stale, then hand the terminal to the product. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Deskmate needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

try {
  await buildIfStale();
} catch (error) {
  console.error(`The build failed: ${error.message}. The lines above say where.`);
  process.exit(1);
}

const child = spawn(process.execPath, ['backend/api/dist/src/main.js', ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
