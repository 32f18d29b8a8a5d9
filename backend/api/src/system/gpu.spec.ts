import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findGpu } from './gpu.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-gpu-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

it('says that there is none', () => {
  expect(findGpu(path.join(folder, 'none'))).toEqual({ code: 'no-device', names: [] });
});

it('names what the driver lists', () => {
  fs.mkdirSync(path.join(folder, '0000:01:00.0'), { recursive: true });
  fs.writeFileSync(path.join(folder, '0000:01:00.0', 'information'), 'Model: \t\t NVIDIA H100\nIRQ: 1\n');
  expect(findGpu(folder)).toEqual({ code: 'for-vllm', names: ['NVIDIA H100'] });
});
