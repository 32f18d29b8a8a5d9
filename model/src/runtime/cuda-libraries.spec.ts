import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requireCudaLibraries } from './cuda-libraries.js';
import { openSession } from './open-session.js';

const PROVIDER = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
const CUDA = ['cudart.so.12', 'cublas.so.12', 'cublasLt.so.12', 'curand.so.10', 'cufft.so.11', 'cudnn.so.9'];
const LINKED = [...CUDA.map((name) => `lib${name}`), 'libcuda.so.1'];

describe('the libraries of a GPU', () => {
  let folder: string;
  beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-cuda-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const put = (place: string, names: string[]) => {
    fs.mkdirSync(path.join(folder, place), { recursive: true });
    for (const name of names) fs.writeFileSync(path.join(folder, place, name), '');
  };
  const check = (known: string[] = []) => {
    const searchPath = [path.join(folder, 'cuda')];
    const places = { runtimeFolder: path.join(folder, 'ort'), searchPath, known: new Set(known) };
    requireCudaLibraries(places, '1.30.0');
  };
  const complaint = (known?: string[]): string => {
    try {
      check(known);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('are each named where they are missing, with where they were looked for and what to do', () => {
    const message = complaint();
    for (const name of [...PROVIDER, ...LINKED]) expect(message).toContain(name);
    expect(message).toContain(path.join(folder, 'ort'));
    expect(message).toContain(path.join(folder, 'cuda'));
    expect(message).toMatch(/Gpu\.Linux 1\.30\.0.*CUDA 12.*cuDNN 9.*driver.*device: cpu.*vLLM/s);
  });

  it('are not complained of where they are there', () => {
    put('ort', PROVIDER);
    put(
      'cuda',
      CUDA.slice(0, 2).map((name) => `lib${name}`),
    );
    expect(complaint(LINKED.slice(2))).toBe('');
  });

  it('are named alone where others are there', () => {
    put('ort', [PROVIDER[0]!]);
    put(
      'cuda',
      LINKED.filter((name) => name !== 'libcudnn.so.9'),
    );
    const message = complaint();
    expect(message).toContain('Missing: libonnxruntime_providers_cuda.so;');
    expect(message).toContain('Missing: libcudnn.so.9;');
    expect(message).not.toMatch(/libcuda\.so|libcublas|providers_shared|driver/);
  });

  it("do not count as onnxruntime's own where they do not lie beside it", () => {
    put('cuda', [...PROVIDER, ...LINKED]);
    expect(complaint()).toContain(`Missing: ${PROVIDER.join(', ')};`);
  });

  it('are not what the binding uses', async () => {
    const open = openSession('any.onnx', { threads: 1, adapter: 'binding', device: 'cuda' });
    await expect(open).rejects.toThrow(/device: cuda.*C API/);
  });
});
