import path from 'node:path';
import { hasBuild, root } from '../../support/product.js';
import { type ReadBlock, notRead, ofBlocks } from './extraction.js';
import { type ReaderCommand, belowOnly } from './line-reader.js';

const API = path.join(root, 'backend/api');
const fromSource = ['--conditions=development', '--import', '@swc-node/register/esm-register', 'src/cli.ts'];

interface Line {
  ms: number;
  blocks?: ReadBlock[];
  summary?: { meta: Record<string, string> };
  failure?: { code: string; reason: string };
}

/** The product's isolated parser process, through `deskmate eval extract`; its memory is that process's alone. */
export const productReader = (source: boolean): ReaderCommand => ({
  name: 'deskmate eval extract',
  file: process.execPath,
  args: [...(source || !hasBuild() ? fromSource : ['dist/src/cli.js']), 'eval', 'extract'],
  cwd: API,
  measured: belowOnly,
  toExtraction: (line) => {
    const { ms, blocks, summary, failure } = line as unknown as Line;
    const seconds = ms / 1000;
    if (!blocks) return { ...notRead, seconds, failure };
    return { ...ofBlocks(blocks), seconds, meta: summary?.meta ?? {} };
  },
});
