/** What a route or a service may demand; `noun.verb`. Routes name one with @Requires. */
export const permissions = [
  'session.manage', // own session, password, settings, personal data
  'person.read',
  'person.manage',
  'group.manage',
  'space.read',
  'space.create',
  'space.manage',
  'document.read',
  'document.write',
  'passage.search',
  'answer.create',
  'answer.read',
  'feedback.create',
  'conversation.manage',
  'model.read',
  'model.manage',
  'api-key.manage',
  'system.read',
  'audit.read',
  'chat.complete',
  'text.embed',
] as const;

export type Permission = (typeof permissions)[number];

export type PersonRole = 'owner' | 'member';

/** Who asks: made by the guard for each request, first argument of every service method. */
export interface Actor {
  readonly personId: string;
  readonly role: PersonRole;
  readonly via: 'session' | 'api-key' | 'command-line';
  /** What this session or key may do at all; object rights come on top, in SQL. */
  readonly permissions: ReadonlySet<Permission>;
  readonly locale: 'en' | 'zh';
  readonly sessionId?: string;
  readonly apiKeyId?: string;
}
