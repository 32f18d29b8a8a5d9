import { startModelProcess, type ModelProcessSpec } from '../src/index.js';

/** A parent that starts a model, says its process id, and waits to be killed. */
const child = await startModelProcess(JSON.parse(process.argv[2]!) as ModelProcessSpec);
process.send?.({ pid: child.pid });
setInterval(() => {}, 1000);
