import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** What onnxruntime loads for a GPU: its own two libraries, and what those are linked with. */
const PROVIDER = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
const CUDA = [
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcurand.so.10',
  'libcufft.so.11',
  'libcudnn.so.9',
];
const DRIVER = ['libcuda.so.1'];

export interface LibraryPlaces {
  runtimeFolder: string; // where onnxruntime's own library lies
  searchPath: string[]; // folders of LD_LIBRARY_PATH
  known: ReadonlySet<string>; // names in the loader's cache
}

/** @throws an error that names every library that is missing, where it was looked for, and what brings it */
export function requireCudaLibraries(places: LibraryPlaces, version: string): void {
  const { runtimeFolder, searchPath, known } = places;
  const isIn = (folders: string[]) => (name: string) =>
    folders.some((folder) => fs.existsSync(path.join(folder, name)));
  const beside = isIn([runtimeFolder]);
  const anywhere = isIn([runtimeFolder, ...searchPath]);
  const absent = (names: string[]) => names.filter((name) => !known.has(name) && !anywhere(name));
  const elsewhere = `${['LD_LIBRARY_PATH', ...searchPath].join(' ')} and the loader's cache (ldconfig -p)`;
  const missing = [
    line(
      PROVIDER.filter((name) => !beside(name)),
      runtimeFolder,
      `npm install onnxruntime-node@${version} --onnxruntime-node-install=cuda12, or copy them there from ` +
        `NuGet's Microsoft.ML.OnnxRuntime.Gpu.Linux ${version}`,
    ),
    line(absent(CUDA), elsewhere, 'install CUDA 12 (runtime, cuBLAS, cuRAND, cuFFT) and cuDNN 9'),
    line(absent(DRIVER), elsewhere, "install NVIDIA's driver"),
  ].filter((text) => text !== '');
  if (missing.length === 0) return;
  throw new Error(
    `The engine cannot use a GPU (device: cuda). Missing: ${missing.join(' Missing: ')} ` +
      'Without them: set device: cpu, or serve the model on a vLLM server.',
  );
}

/** Where this machine's loader would look. */
export function libraryPlaces(runtimeFolder: string): LibraryPlaces {
  const searchPath = (process.env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return { runtimeFolder, searchPath, known: loaderCache() };
}

/** The version of the package whose library is used; those of another version cannot be mixed with it. */
export function runtimeVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('onnxruntime-node/package.json') as { version: string }).version;
}

function line(names: string[], where: string, remedy: string): string {
  return names.length ? `${names.join(', ')}; looked for in ${where}; ${remedy}.` : '';
}

function loaderCache(): ReadonlySet<string> {
  try {
    const listing = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8', stdio: 'pipe' });
    return new Set(listing.split('\n').map((text) => text.trim().split(' ')[0]!));
  } catch {
    return new Set(); // a system without the cache: only the folders count
  }
}
