import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The onnxruntime shared library that the package onnxruntime-node ships for this platform. */
export function findOrtLibrary(): string {
  const require = createRequire(import.meta.url);
  const root = path.dirname(path.dirname(require.resolve('onnxruntime-node')));
  const folder = path.join(root, 'bin', 'napi-v6', process.platform, process.arch);
  const file =
    fs.existsSync(folder) &&
    fs.readdirSync(folder).find((name) => /^(lib)?onnxruntime\.(so|dll|\d.*dylib)/.test(name));
  if (!file)
    throw new Error(`onnxruntime-node has no library for ${process.platform}-${process.arch} in ${folder}.`);
  return path.join(folder, file);
}
