import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { spawn, spawnSync } from 'node:child_process';
import { root } from './build-if-stale.mjs';
import { unpackWheel } from './wheel.mjs';

/**
 * Real llama.cpp servers for tests, one that writes and one that embeds, on free ports of 127.0.0.1. llama.cpp comes
 * compiled in the Python package xllamacpp (MIT, 34 MB); the models are Deskmate's own default weights.
 */
const PACKAGE = 'xllamacpp==2026.10.11549';
const folder = path.join(root, '.deskmate', 'llama-server');
const models = path.join(root, '.deskmate', 'models');
const writer = path.join(models, 'smollm2-135m-instruct', 'SmolLM2-135M-Instruct.Q4_1.gguf');
const encoder = path.join(models, 'all-minilm-l6-v2');
const MINUTE_MS = 60_000;

/** Starts both. Returns what specs read from the environment, and stop; the reason where they cannot be had. */
export async function startLlamaServers({ patienceMs = MINUTE_MS } = {}) {
  const missing = (reason) => ({ env: { DESKMATE_TEST_LLAMA_MISSING: reason }, stop() {} });
  if (!fs.existsSync(writer) || !fs.existsSync(encoder)) return missing('the default weights are not here');
  const proof = 'xllamacpp/__init__.py';
  const wanted = { requirement: PACKAGE, megabytes: 34, folder, proof, timeoutMs: patienceMs };
  if (!unpackWheel(wanted)) return missing(`pip cannot fetch ${PACKAGE} here`);
  const embedder = encoderAsGguf();
  if (!embedder) return missing('the encoder could not be written as GGUF');
  const servers = await Promise.all([start(writer, 'generate'), start(embedder, 'embed')]);
  const stop = () => servers.forEach((server) => server?.stop());
  if (servers.every(Boolean)) {
    const [DESKMATE_TEST_LLAMA_WRITER, DESKMATE_TEST_LLAMA_EMBEDDER] = servers.map(({ url }) => url);
    return { env: { DESKMATE_TEST_LLAMA_WRITER, DESKMATE_TEST_LLAMA_EMBEDDER }, stop };
  }
  stop();
  return missing(`${PACKAGE} did not start`);
}

function encoderAsGguf() {
  const file = path.join(folder, 'all-minilm-l6-v2.gguf');
  if (fs.existsSync(file)) return file;
  const typescript = ['--conditions=development', '--import', '@swc-node/register/esm-register'];
  const convert = [...typescript, 'test/support/bert-gguf.ts', encoder, `${file}.part`];
  const { status } = spawnSync(process.execPath, convert, { cwd: root, stdio: 'inherit' });
  if (status !== 0) return null;
  fs.renameSync(`${file}.part`, file);
  return file;
}

/** The address up to /v1, and stop. Null where it does not come up. */
async function start(model, task) {
  const script = path.join(import.meta.dirname, 'llama-server.py');
  const child = spawn('python3', [script, model, task], {
    env: { ...process.env, PYTHONPATH: folder },
    stdio: ['pipe', 'pipe', 'ignore'], // its input ends with us, and with it the server
  });
  child.once('error', () => undefined); // then it prints nothing either
  const timer = setTimeout(() => child.kill('SIGKILL'), MINUTE_MS);
  for await (const address of readline.createInterface({ input: child.stdout })) {
    if (!address.startsWith('http')) continue;
    clearTimeout(timer);
    child.unref();
    return { url: `${address}/v1`, stop: () => child.kill('SIGKILL') };
  }
  clearTimeout(timer);
  return null;
}

/** `node infra/run/llama-server.mjs COMMAND …`: runs a command beside both. */
async function runBeside([command, ...args]) {
  const { env, stop } = await startLlamaServers({ patienceMs: 15 * MINUTE_MS });
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  stop();
  process.exitCode = status ?? 1;
}

if (process.argv[1] === import.meta.filename) await runBeside(process.argv.slice(2));
