import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EncoderPrecision, Precision } from '../architectures/precision.js';

/** Raise when the graphs that the builders make change. */
const BUILDER_VERSION = 4;

export interface GraphKey {
  weights: string;
  architecture: string;
  precision: Precision | EncoderPrecision;
}

/**
 * The graph of a weights file, built on first use and kept in `.graphs` beside it (or in the system's temporary folder
 * where that cannot be written), so that later starts neither read the source weights nor hold them in memory.
 */
export function storedGraph(key: GraphKey, build: (directory: string) => void): string {
  const root = graphRoot(key.weights);
  const name = `${path.basename(key.weights)}.${key.precision}.${key.architecture}`;
  const directory = path.join(root, `${name}.${digest(key)}`);
  if (!fs.existsSync(path.join(directory, 'model.onnx'))) buildInto(directory, build);
  removeOutdated(root, name, directory);
  return path.join(directory, 'model.onnx');
}

/** Builds beside the final place and renames, so that a half-built graph is never used. */
function buildInto(directory: string, build: (directory: string) => void): void {
  const unfinished = `${directory}.building-${process.pid}`;
  try {
    build(unfinished);
    fs.renameSync(unfinished, directory);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    const finishedByOther = fs.existsSync(path.join(directory, 'model.onnx'));
    if (!finishedByOther) throw error;
  }
}

/** Graphs of earlier weights or builders, and what a killed process left half built. */
function removeOutdated(root: string, name: string, current: string): void {
  const withoutArchitecture = name.slice(0, name.lastIndexOf('.')); // how builder 1 named them
  const isUnnamed = (entry: string) =>
    entry.startsWith(`${withoutArchitecture}.`) &&
    /^[0-9a-f]{16}$/.test(entry.slice(withoutArchitecture.length + 1));
  for (const entry of fs.readdirSync(root)) {
    const builder = /\.building-(\d+)$/.exec(entry)?.[1];
    const outdated = builder ? !isRunning(Number(builder)) : path.join(root, entry) !== current;
    if ((entry.startsWith(`${name}.`) && outdated) || isUnnamed(entry))
      fs.rmSync(path.join(root, entry), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // another user's
  }
}

function graphRoot(weights: string): string {
  for (const root of [
    path.join(path.dirname(weights), '.graphs'),
    path.join(os.tmpdir(), 'deskmate-graphs'),
  ]) {
    try {
      fs.mkdirSync(root, { recursive: true });
      fs.accessSync(root, fs.constants.W_OK);
      return root;
    } catch {
      // the next place
    }
  }
  throw new Error(
    `No place to keep the model's graph: neither the folder of ${weights} nor ${os.tmpdir()} can be written.`,
  );
}

function digest({ weights, architecture, precision }: GraphKey): string {
  const { size, mtimeMs } = fs.statSync(weights);
  const identity = JSON.stringify([
    BUILDER_VERSION,
    path.resolve(weights),
    size,
    mtimeMs,
    architecture,
    precision,
  ]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}
