import fs from 'node:fs';
import path from 'node:path';
import type { DecoderFamily } from '../architectures/decoder-config.js';
import { getDecoderFamily, getHubDecoderFamily } from '../architectures/families.js';
import { hubMetadata, HubWeights } from '../architectures/hub-decoder.js';
import { GgufFile, type GgufMetadata } from '../tensor/gguf-file.js';
import { openSafetensors } from '../tensor/safetensors-shards.js';
import type { WeightFile } from '../tensor/weight-file.js';

/** A decoder's weights and settings under GGUF's names, whichever kind of file they come from. */
export interface DecoderFile {
  family: DecoderFamily;
  metadata: GgufMetadata;
  file: WeightFile;
}

export function openDecoderFile(weights: string): DecoderFile {
  if (weights.endsWith('.gguf')) return openGguf(weights);
  if (weights.endsWith('.safetensors')) return openHub(weights);
  throw new Error(`A generator needs a .gguf or .safetensors file, not ${weights}.`);
}

function openGguf(weights: string): DecoderFile {
  const file = new GgufFile(weights);
  try {
    return {
      family: getDecoderFamily(file.metadata.get('general.architecture')),
      metadata: file.metadata,
      file,
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** `config.json` lies beside the weights, as the hub lays them. */
function openHub(weights: string): DecoderFile {
  const json = readJson(path.join(path.dirname(weights), 'config.json'));
  const family = getHubDecoderFamily(json['model_type']);
  const metadata = hubMetadata(json, family);
  const tiedHead = json['tie_word_embeddings'] === true;
  return {
    family,
    metadata,
    file: new HubWeights(openSafetensors(weights), { differences: family.hub ?? {}, tiedHead }),
  };
}

export function readJson(file: string): Record<string, unknown> {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
