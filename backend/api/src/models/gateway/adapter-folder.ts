import path from 'node:path';
import { Problem } from '../../platform/index.js';

const ID = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** Where the company's adapters lie, each in a folder as PEFT saves it. @throws Problem for what is no id */
export function adapterFolderOf(dataDir: string, id: string): string {
  if (!ID.test(id)) throw new Problem(422, 'adapter-refused', `${id} is not the id of an adapter.`);
  return path.join(dataDir, 'adapters', id);
}
