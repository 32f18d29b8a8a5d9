import { loadModel } from './load-model.js';
import type { ModelSpec } from './model-contract.js';
import { ModelServer } from './model-server.js';

/** What the parent is told over the process channel. */
export type StartMessage = { type: 'ready' } | { type: 'failed'; message: string };

/** Main of a model process: one model, one socket; ends with its parent. */
async function main(): Promise<void> {
  const { socketPath, ...spec } = JSON.parse(process.argv[2] ?? '{}') as ModelSpec & { socketPath: string };
  process.on('disconnect', () => process.exit(0)); // the parent is gone
  process.on('SIGINT', () => {}); // Ctrl+C reaches the whole group; the parent decides when to stop
  process.title = `deskmate-model ${spec.id}`;
  const model = await loadModel(spec, {
    onFallback: (reason) => console.error(`Model ${spec.id} runs on the slower binding: ${reason.message}`),
  });
  const server = new ModelServer(model, socketPath);
  await server.listen();
  process.on('SIGTERM', () => {
    server.close();
    process.exit(0);
  });
  tell({ type: 'ready' });
}

function tell(message: StartMessage): void {
  process.send?.(message);
}

main().catch((error: Error) => {
  tell({ type: 'failed', message: error.message });
  setImmediate(() => process.exit(1));
});
