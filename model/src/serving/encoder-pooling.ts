import fs from 'node:fs';
import path from 'node:path';
import { readJson } from './decoder-file.js';

/** How sentence encoders lay down what becomes of the tokens' vectors; the mean where nothing is said. */
const FILE = path.join('1_Pooling', 'config.json');
const MEAN = 'pooling_mode_mean_tokens';
const FIRST = 'pooling_mode_cls_token';

export function poolingOf(weights: string): 'mean' | 'first' {
  const file = path.join(path.dirname(weights), FILE);
  if (!fs.existsSync(file)) return 'mean';
  const modes = Object.entries(readJson(file)).filter(
    ([key, value]) => /^pooling_mode_/.test(key) && value === true,
  );
  const names = modes.map(([key]) => key);
  if (names.length === 1 && names[0] === MEAN) return 'mean';
  if (names.length === 1 && names[0] === FIRST) return 'first';
  throw new Error(`The pooling ${names.join(' and ') || 'of none'} of this embedder is not supported.`);
}
