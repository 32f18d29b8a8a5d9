import { type Actor, type Permission, type PersonRole, permissions } from '../actor.js';

/** What only the company's owners may do. None of it opens a document: spaces give that, to owners as to others. */
const ownersOnly: ReadonlySet<Permission> = new Set<Permission>([
  'person.manage',
  'group.manage',
  'model.manage',
  'system.read',
  'audit.read',
]);

const ofOwner: ReadonlySet<Permission> = new Set(permissions);
const ofMember: ReadonlySet<Permission> = new Set(permissions.filter((p) => !ownersOnly.has(p)));

export const permissionsOf = (role: PersonRole): ReadonlySet<Permission> =>
  role === 'owner' ? ofOwner : ofMember;

export const apiKeyScopes = [
  'chat',
  'embed',
  'documents.read',
  'documents.write',
  'answers',
  'admin',
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

/** A key never reaches what needs the person at the keyboard: own password and data, making further keys. */
const sessionsOnly: ReadonlySet<Permission> = new Set<Permission>(['session.manage', 'api-key.manage']);

const readDocuments: Permission[] = ['space.read', 'document.read', 'passage.search'];
const ofScope: Record<ApiKeyScope, Permission[]> = {
  chat: ['chat.complete', 'model.read', 'answer.create', 'answer.read', 'passage.search'],
  embed: ['text.embed', 'model.read'],
  'documents.read': readDocuments,
  'documents.write': [...readDocuments, 'document.write'],
  answers: [
    'answer.create',
    'answer.read',
    'passage.search',
    'conversation.manage',
    'feedback.create',
    'space.read',
  ],
  admin: permissions.filter((p) => !sessionsOnly.has(p)),
};

/** A key's permissions: what its scopes name, as far as the person's role has it. */
export function permissionsOfKey(role: PersonRole, scopes: readonly ApiKeyScope[]): ReadonlySet<Permission> {
  const held = permissionsOf(role);
  return new Set(scopes.flatMap((scope) => ofScope[scope] ?? []).filter((p) => held.has(p)));
}

export const spaceRoles = ['reader', 'editor', 'owner'] as const;
export type SpaceRole = (typeof spaceRoles)[number];

const needsOwner: ReadonlySet<Permission> = new Set<Permission>(['space.manage']);
const needsEditor: ReadonlySet<Permission> = new Set<Permission>(['document.write']);

/** The least role in a space that a permission needs there. */
export function roleFor(permission: Permission): SpaceRole {
  if (needsOwner.has(permission)) return 'owner';
  return needsEditor.has(permission) ? 'editor' : 'reader';
}

export const reaches = (held: SpaceRole, needed: SpaceRole): boolean =>
  spaceRoles.indexOf(held) >= spaceRoles.indexOf(needed);

/** The strongest of several roles, null for none. */
export const strongest = (roles: readonly SpaceRole[]): SpaceRole | null =>
  roles.reduce<SpaceRole | null>((best, role) => (best && reaches(best, role) ? best : role), null);

/** Somebody at the keyboard of the machine itself, who could read the data folder anyway. */
export const commandLineActor = (personId: string, locale: Actor['locale'] = 'en'): Actor => ({
  personId,
  role: 'owner',
  via: 'command-line',
  permissions: ofOwner,
  locale,
});
