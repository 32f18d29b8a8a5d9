import path from 'node:path';

/** The files of a model by what they are, whatever the catalog calls them. */
export interface ModelFiles {
  weights: string;
  tokenizer?: string;
  config?: string;
}

/** The files of a hub checkpoint that is no generator: all three are needed. `kind` begins the sentence that says so. */
export function requireHubFiles(files: Readonly<Record<string, string>>, kind: string): Required<ModelFiles> {
  const { weights, tokenizer, config } = findModelFiles(files);
  if (!tokenizer || !config)
    throw new Error(`${kind} needs its tokenizer.json and config.json beside the weights.`);
  return { weights, tokenizer, config };
}

export function findModelFiles(files: Readonly<Record<string, string>>): ModelFiles {
  const paths = Object.values(files);
  const named = (name: string) => paths.find((file) => path.basename(file) === name);
  const weights =
    paths.find((file) => file.endsWith('.gguf')) ?? paths.find((file) => file.endsWith('.safetensors'));
  if (!weights)
    throw new Error(`A model needs a .gguf or .safetensors file; given: ${paths.join(', ') || 'none'}.`);
  return {
    weights,
    tokenizer: files['tokenizer'] ?? named('tokenizer.json'),
    config: files['config'] ?? named('config.json'),
  };
}
