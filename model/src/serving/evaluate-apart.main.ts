import os from 'node:os';
import type { Evaluation } from './evaluate-apart.js';
import { evaluateText, type TextEvaluation } from './evaluate-text.js';

/** What the parent is told over the process channel. */
export type EvaluationMessage =
  | { type: 'step'; done: number; steps: number }
  | { type: 'done'; evaluations: TextEvaluation[] }
  | { type: 'failed'; message: string };

/** Main of a process that measures one model and lets all others go first; ends with its parent. */
async function evaluate({ weights, text, ...options }: Evaluation): Promise<void> {
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  const evaluations = await evaluateText(weights, text, {
    ...options,
    onStep: (done, steps) => tell({ type: 'step', done, steps }),
  });
  tell({ type: 'done', evaluations });
}

const tell = (message: EvaluationMessage): unknown => process.send?.(message);

process.on('disconnect', () => process.exit(0));
process.once('message', (evaluation: Evaluation) => {
  evaluate(evaluation).catch((error: Error) => tell({ type: 'failed', message: error.message }));
});
