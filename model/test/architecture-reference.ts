import fs from 'node:fs';
import path from 'node:path';
import { noise } from './run-graph.js';
import { writeSafetensors } from './safetensors-writer.js';

/** What PyTorch computed for a tiny random checkpoint, written by make-architecture-reference.py. */
export interface ReferenceEntry {
  name: string;
  config: Record<string, unknown>;
  normBase: number;
  tensors: [name: string, shape: number[]][];
  inputs: Record<string, unknown>;
  outputs: Record<string, { shape: number[]; values: string }>;
}

export const REFERENCES = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'architecture-reference.json'), 'utf8'),
) as ReferenceEntry[];

export function floatsOf({ outputs }: ReferenceEntry, name: string): Float32Array {
  const bytes = Buffer.from(outputs[name]!.values, 'base64');
  return new Float32Array(new Uint8Array(bytes).buffer);
}

/** Writes the checkpoint with the same numbers as PyTorch had; returns the path of its weights. */
export function writeCheckpoint(folder: string, { config, tensors, normBase }: ReferenceEntry): string {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config));
  const written = tensors.map(([name, shape], i) => {
    const values = noise(
      shape.reduce((a, b) => a * b, 1),
      100 + i,
    );
    const norm = name.toLowerCase().includes('norm') && name.endsWith('weight');
    return { name, shape, values: values.map((v) => (norm ? normBase + 0.3 * v : 0.35 * v)) };
  });
  return writeSafetensors(path.join(folder, 'model.safetensors'), written);
}
