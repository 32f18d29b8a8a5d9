import { ProgressBar, describe as lineOf } from './fetch-missing-weights.js';
import type { PullProgress } from './pull.js';

const progress: PullProgress = {
  modelId: 'm',
  stage: 'downloading',
  receivedBytes: 25_000_000,
  totalBytes: 100_000_000,
  bytesPerS: 5_000_000,
  secondsLeft: 15,
};

const output = (isTTY: boolean): { out: NodeJS.WriteStream; lines: string[] } => {
  const lines: string[] = [];
  return {
    out: { isTTY, write: (text: string) => lines.push(text) > 0 } as unknown as NodeJS.WriteStream,
    lines,
  };
};

it('tells size, rate and time left', () => {
  expect(lineOf('MiniLM', progress)).toBe('MiniLM █████░░░░░░░░░░░░░░░ 25 of 100 MB, 5.0 MB/s, 15 s left');
  expect(lineOf('MiniLM', { ...progress, secondsLeft: null })).not.toContain('left');
  expect(lineOf('MiniLM', { ...progress, stage: 'checking' })).toBe('MiniLM: checking');
});

it('redraws one line in a terminal, and writes a line now and then into a log', () => {
  const terminal = output(true);
  const log = output(false);
  for (const { out } of [terminal, log]) {
    const bar = new ProgressBar('MiniLM', out);
    for (let i = 0; i < 5; i++) bar.show(progress);
    bar.end('done');
  }
  expect(terminal.lines).toHaveLength(6);
  expect(terminal.lines.every((line) => line.startsWith('\r'))).toBe(true);
  expect(log.lines).toEqual([`${lineOf('MiniLM', progress)}\n`, 'MiniLM: done\n']);
});
