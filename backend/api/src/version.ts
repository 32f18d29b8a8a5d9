import fs from 'node:fs';
import path from 'node:path';
import { installFolder } from './platform/index.js';

/** Version of the product, from its package. */
export const version: string = (
  JSON.parse(fs.readFileSync(path.join(installFolder, 'package.json'), 'utf8')) as { version: string }
).version;
