import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { open, seal } from './envelope.js';
import { MasterKeyError, loadMasterKey } from './master-key.js';

const key = crypto.randomBytes(32);
const plain = Buffer.from('how much is left of my leave?');

it('opens what it sealed, at its own place, with its own key', () => {
  const sealed = seal(key, plain, 'here');
  expect(open(key, sealed, 'here')).toEqual(plain);
  expect(() => open(key, sealed, 'there')).toThrow();
  expect(() => open(crypto.randomBytes(32), sealed, 'here')).toThrow();
  expect(sealed.includes(plain)).toBe(false);
});

it('notices any changed byte', () => {
  const sealed = seal(key, plain, 'here');
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed[i]! ^= 1;
    expect(() => open(key, changed, 'here')).toThrow();
  }
});

describe('the master key', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-key-'));
  const file = path.join(folder, 'master.key');
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it('is made once, readable by this user alone, and stays', () => {
    const made = loadMasterKey(folder, true);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    expect(loadMasterKey(folder, false)).toEqual(made);
    expect(fs.readdirSync(folder)).toEqual(['master.key']);
  });

  it('is not replaced when it is damaged or missing while texts need it', () => {
    fs.writeFileSync(file, 'half a key');
    expect(() => loadMasterKey(folder, true)).toThrow(MasterKeyError);
    fs.rmSync(file);
    expect(() => loadMasterKey(folder, false)).toThrow(/missing.*backup/);
    expect(fs.existsSync(file)).toBe(false);
  });
});
