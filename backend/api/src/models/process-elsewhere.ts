import { setTimeout as sleep } from 'node:timers/promises';
import { ModelClient } from '@deskmate/model';
import { Problem } from '../platform/index.js';

const PATIENCE_MS = 60_000;

/**
 * Ends a model process that another of the product's processes started (the worker, for a measurement), and waits until
 * that one has started it again. @throws Problem 503
 */
export async function restartElsewhere(socketPath: string): Promise<void> {
  const before = await pidAt(socketPath);
  process.kill(before, 'SIGTERM');
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(100))
    if ((await pidAt(socketPath).catch(() => before)) !== before) return;
  throw new Problem(
    503,
    'model-cannot-start',
    'The background process that had started this model did not start it again. Its log says why.',
  );
}

async function pidAt(socketPath: string): Promise<number> {
  const client = await ModelClient.connect(socketPath);
  try {
    return (await client.info()).pid;
  } finally {
    client.close();
  }
}
