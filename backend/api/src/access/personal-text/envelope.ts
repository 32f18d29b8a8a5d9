import crypto from 'node:crypto';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM: `version (1) | nonce (12) | tag (16) | ciphertext`. `place` binds it to where it is kept. */
export function seal(key: Buffer, plain: Buffer, place: string): Buffer {
  const nonce = crypto.randomBytes(NONCE_BYTES);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
}

/** @throws when the key or the place is another, or a bit has changed. */
export function open(key: Buffer, envelope: Buffer, place: string): Buffer {
  if (envelope[0] !== VERSION) throw new Error(`unknown envelope version ${envelope[0]}`);
  const nonce = envelope.subarray(1, 1 + NONCE_BYTES);
  const tag = envelope.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
  const decipher = crypto
    .createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(place))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(envelope.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
