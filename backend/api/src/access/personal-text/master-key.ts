import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const KEY_BYTES = 32;

/** The key file is gone or is not the one that the database was written with. */
export class MasterKeyError extends Error {}

/**
 * The key that wraps every person's key: `<dataDir>/master.key`, readable by this user alone, made at first use.
 * `mayCreate` says whether a new one is harmless (no person's key was wrapped with an older one).
 */
export function loadMasterKey(dataDir: string, mayCreate: boolean): Buffer {
  const file = path.join(dataDir, 'master.key');
  const existing = readKey(file);
  if (existing) return existing;
  if (!mayCreate)
    throw new MasterKeyError(
      `${file} is missing, but the database holds texts that need it. Put it back from a backup of the data folder.`,
    );
  fs.mkdirSync(dataDir, { recursive: true });
  createKey(file);
  return readKey(file)!;
}

function readKey(file: string): Buffer | null {
  if (!fs.existsSync(file)) return null;
  const key = Buffer.from(fs.readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new MasterKeyError(`${file} is damaged. Put it back from a backup.`);
  return key;
}

/** Complete or absent, whoever comes first: the api and the worker may start together. */
function createKey(file: string): void {
  const temporary = `${file}.${process.pid}.${crypto.randomBytes(4).toString('hex')}`;
  const descriptor = fs.openSync(temporary, 'wx', 0o600);
  fs.writeSync(descriptor, `${crypto.randomBytes(KEY_BYTES).toString('base64')}\n`);
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
  try {
    fs.linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(temporary);
  }
}
