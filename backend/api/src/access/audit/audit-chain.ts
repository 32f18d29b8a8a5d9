import crypto from 'node:crypto';

export type AuditDetail = Record<string, string | number | boolean | null | string[]>;

export interface AuditFacts {
  at: Date;
  actorId: string | null;
  action: string;
  objectId: string | null;
  spaceId: string | null;
  detail: AuditDetail;
}

/** What the first event is chained to. */
export const GENESIS = Buffer.alloc(32);

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = crypto.createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** sha256(previous hash, sha256(the event in canonical JSON)): a changed, dropped or moved event breaks the chain. */
export const chainHash = (previous: Buffer, facts: AuditFacts): Buffer => sha256(previous, digest(facts));

function digest({ at, actorId, action, objectId, spaceId, detail }: AuditFacts): Buffer {
  return sha256(canonical([at.toISOString(), actorId, action, objectId, spaceId, detail]));
}

/** JSON with sorted names, so that jsonb may reorder them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, v]) => `${JSON.stringify(name)}:${canonical(v)}`).join(',')}}`;
}
