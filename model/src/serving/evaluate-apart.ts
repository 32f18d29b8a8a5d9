import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Precision } from '../architectures/precision.js';
import type { EvaluationMessage } from './evaluate-apart.main.js';
import type { EvaluateOptions, TextEvaluation } from './evaluate-text.js';
import { processEnvironment } from './process-environment.js';
import { fromSource } from './start-model-process.js';

export interface Evaluation extends Omit<EvaluateOptions, 'onStep' | 'onChunk'> {
  weights: string;
  text: string;
  precisions: readonly Precision[];
}

export interface EvaluationWatch {
  onStep?: EvaluateOptions['onStep'];
  /** Ends the process at once. */
  signal?: AbortSignal;
}

/** `evaluateText` in a process of its own: neither its memory nor its end is the caller's. Rejects with the signal's reason. */
export async function evaluateApart(
  evaluation: Evaluation,
  { onStep, signal }: EvaluationWatch = {},
): Promise<TextEvaluation[]> {
  signal?.throwIfAborted();
  const child = start();
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill, { once: true });
  try {
    const evaluations = resultOf(child, onStep);
    child.send(evaluation);
    return await evaluations;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', kill);
    kill();
  }
}

function start(): ChildProcess {
  const directory = path.dirname(fileURLToPath(import.meta.url));
  const compiled = path.join(directory, 'evaluate-apart.main.js');
  return existsSync(compiled)
    ? fork(compiled, [], { execArgv: [], env: processEnvironment() })
    : fork(path.join(directory, 'evaluate-apart.main.ts'), [], fromSource());
}

function resultOf(child: ChildProcess, onStep: EvaluateOptions['onStep']): Promise<TextEvaluation[]> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: EvaluationMessage) => {
      if (message.type === 'step') onStep?.(message.done, message.steps);
      else if (message.type === 'failed') reject(new Error(message.message));
      else resolve(message.evaluations);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(
        new Error(
          `The process that measures ended with ${signal ?? `code ${code}`}; perhaps the memory was not enough.`,
        ),
      ),
    );
  });
}
