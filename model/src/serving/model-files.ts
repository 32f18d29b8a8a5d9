import path from 'node:path';

/** The files of a model by what they are, whatever the catalog calls them. */
export interface ModelFiles {
  weights: string;
  tokenizer?: string;
  config?: string;
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
