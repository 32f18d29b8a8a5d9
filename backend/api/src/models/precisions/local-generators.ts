import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import { type GeneratorFacts, describeGenerator } from '@deskmate/model';
import { Problem, notFound } from '../../platform/index.js';
import { failureOf } from '../model-failure.js';
import { ModelStore, type StoredModel } from '../model-store.js';

/** A generator on this machine, with what the head of its weights says. */
export interface LocalGenerator {
  model: StoredModel;
  weights: string;
  /** Names the weights: what was measured of others under the same id does not count. */
  weightsHash: string;
  facts: GeneratorFacts;
}

/** Generators whose weights are here. What was read of a file is kept until the file is another. */
@Injectable()
export class LocalGenerators {
  private readonly read = new Map<string, GeneratorFacts>();

  constructor(private readonly store: ModelStore) {}

  /** @throws Problem 404 where it is no local generator, `model-missing` where its weights are not here */
  get(id: string): LocalGenerator {
    const model = this.store.get(id);
    if (model.task !== 'generate') throw notFound('model');
    if (!model.runnable)
      throw new Problem(
        422,
        'architecture-unsupported',
        `This release's engine cannot run the architecture ${model.architecture} of ${id}.`,
      );
    const files = this.store.filesOf(id);
    const weights = Object.values(files).find(isWeights)!;
    return { model, weights, weightsHash: hashOf(model, files), facts: this.factsOf(weights) };
  }

  private factsOf(weights: string): GeneratorFacts {
    const key = `${weights} ${stampOf(weights)}`;
    const facts = this.read.get(key) ?? factsIn(weights);
    this.read.set(key, facts);
    return facts;
  }
}

function factsIn(weights: string): GeneratorFacts {
  try {
    return describeGenerator(weights);
  } catch (error) {
    throw new Problem(422, 'weights-not-understood', failureOf(error).reason, { cause: error });
  }
}

const isWeights = (file: string): boolean => /\.(gguf|safetensors)$/.test(file);

/** The pinned checksum of a single file; else a digest of what is known of each. */
function hashOf({ files }: StoredModel, paths: Readonly<Record<string, string>>): string {
  const known = files
    .filter(({ name }) => isWeights(name))
    .map(({ name, sha256 }) => sha256 ?? `${path.basename(name)} ${stampOf(paths[name]!)}`);
  return known.length === 1 && /^[0-9a-f]{64}$/.test(known[0]!)
    ? known[0]!
    : crypto.createHash('sha256').update(known.join('\n')).digest('hex');
}

function stampOf(file: string): string {
  const { size, mtimeMs } = fs.statSync(file);
  return `${size} ${mtimeMs}`;
}
