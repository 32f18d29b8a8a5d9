/** The shapes that travel over HTTP, as backend/DESIGN.md fixes them. Times are ISO 8601 strings in UTC. */

export type Locale = 'en' | 'zh';
export type Mode = 'quote' | 'write';
export type SpaceRole = 'owner' | 'editor' | 'reader';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

// ---- access -----------------------------------------------------------------------------------------------
export interface Setup {
  needsOwner: boolean;
  version: string;
  sampleCompany: 'offered' | 'loading' | 'loaded' | 'declined';
}

export interface Person {
  id: string;
  name: string;
  login: string;
  role: 'owner' | 'member';
  state: 'invited' | 'active' | 'disabled' | 'erased';
  locale: Locale;
  createdAt: string;
}

/** A row of the list of people: members see names alone, owners the whole account. */
export type ListedPerson = Pick<Person, 'id' | 'name' | 'state'> & Partial<Person>;

export interface Session {
  person: Person;
  trainingConsent: boolean;
  csrfToken: string;
  permissions: string[];
  expiresAt: string;
}

export interface LinkTarget {
  purpose: 'invitation' | 'password-reset';
  name: string;
  login: string;
  expiresAt: string | null;
}

/** `link` is a path on this server. */
export interface OneTimeLink {
  link: string;
  expiresAt: string;
}

export type InvitedPerson = OneTimeLink & { person: Person };

export interface Group {
  id: string;
  name: string;
  members: { id: string; name: string }[];
}

export interface Space {
  id: string;
  name: string;
  description: string;
  kind: 'shared' | 'personal';
  role: SpaceRole;
  trainingConsent: boolean;
  documentCount: number;
  createdAt: string;
  deletedAt: string | null;
}

export interface Grant {
  id: string;
  spaceId: string;
  role: SpaceRole;
  person: { id: string; name: string } | null;
  group: { id: string; name: string } | null;
  everyone: boolean;
  createdAt: string;
}

export interface GrantInput {
  personId?: string;
  groupId?: string;
  everyone?: true;
  role: SpaceRole;
}

export const apiKeyScopes = [
  'chat',
  'embed',
  'documents.read',
  'documents.write',
  'answers',
  'admin',
] as const;
export type ApiKeyScope = (typeof apiKeyScopes)[number];

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: ApiKeyScope[];
  person: { id: string; name: string };
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

export interface AuditEvent {
  seq: string;
  at: string;
  actor: { id: string; name: string } | null;
  action: string;
  objectId: string | null;
  spaceId: string | null;
  detail: Record<string, unknown>;
  hash: string;
}

export interface AuditVerification {
  valid: boolean;
  events: number;
  firstBroken: string | null;
  head: string;
}

// ---- documents --------------------------------------------------------------------------------------------
export type Anchor =
  | { kind: 'page'; page: number; box: [x0: number, y0: number, x1: number, y1: number] }
  | { kind: 'paragraph'; index: number }
  | { kind: 'cells'; sheet: string; range: string }
  | { kind: 'slide'; slide: number; part: 'body' | 'notes'; index: number }
  | { kind: 'mail'; part: string; index: number }
  | { kind: 'heading'; path: string[]; index: number };

export interface Block {
  ordinal: number;
  kind: 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'mail-part' | 'slide' | 'note' | 'code';
  level?: number;
  text: string;
  cells?: string[];
  header?: string[];
  anchor: Anchor;
}

export interface BlockWindow {
  blocks: Block[];
  total: number;
  /** The cited parts among `blocks`. */
  highlights: { ordinal: number; start: number; end: number; anchor: Anchor }[];
}

export type VersionState = 'queued' | 'parsing' | 'words-ready' | 'ready' | 'failed' | 'cancelled';

export interface Document {
  id: string;
  spaceId: string;
  spaceName: string;
  title: string;
  fileName: string;
  folder: string;
  mediaType: string;
  byteSize: number;
  pageCount: number | null;
  state: VersionState;
  progress: number;
  failure: { code: string; reason: string } | null;
  version: { id: string; number: number };
  mayWrite: boolean;
  createdAt: string;
  updatedAt: string;
  deletedAt: string | null;
}

export interface DocumentVersion {
  id: string;
  number: number;
  fileName: string;
  mediaType: string;
  byteSize: number;
  pageCount: number | null;
  state: VersionState;
  progress: number;
  failure: { code: string; reason: string } | null;
  isCurrent: boolean;
  createdAt: string;
}

export interface VersionProgress {
  documentId: string;
  versionId: string;
  title: string;
  fileName: string;
  folder: string;
  byteSize: number;
  state: VersionState;
  progress: number;
  failure: { code: string; reason: string } | null;
}

export interface Upload {
  id: string;
  spaceId: string;
  files: VersionProgress[];
  done: number;
  total: number;
  progress: number;
  secondsLeft: number | null;
  state: 'receiving' | 'working' | 'done' | 'cancelled';
}

// ---- answers ----------------------------------------------------------------------------------------------
export interface Citation {
  number: number;
  documentId: string;
  versionId: string;
  versionNumber: number;
  isCurrentVersion: boolean;
  title: string;
  fileName: string;
  spaceId: string;
  spaceName: string;
  anchor: Anchor;
  fromOrdinal: number;
  toOrdinal: number;
  start: number;
  end: number;
  quote: string;
  updatedAt: string;
}

export type AnswerBlockKind = 'paragraph' | 'list-item' | 'table-row' | 'heading';

export interface AnswerBlock {
  kind: AnswerBlockKind;
  text: string;
  citations: number[];
  supported: boolean | null;
  /** The document that it came from is no longer open to the reader. */
  withheld?: boolean;
}

export type FeedbackKind =
  'up' | 'down' | 'clear' | 'edit' | 'regenerate' | 'choose' | 'copy' | 'insert' | 'comment' | 'report';

export type FeedbackReason =
  'wrong-fact' | 'not-in-source' | 'too-long' | 'tone' | 'refused' | 'formatting' | 'other';

export interface FeedbackInput {
  kind: FeedbackKind;
  reason?: FeedbackReason;
  comment?: string;
  text?: string;
  shareText?: boolean;
}

export interface Feedback {
  id: string;
  answerId: string;
  kind: FeedbackKind;
  reason: FeedbackReason | null;
  comment: string | null;
  shareText: boolean;
  createdAt: string;
}

export type FinishReason = 'complete' | 'declined' | 'stopped' | 'length' | 'abandoned' | 'failed';

export interface Answer {
  id: string;
  conversationId: string;
  ordinal: number;
  question: string;
  skill: string;
  mode: Mode;
  modeReason: string;
  state: 'running' | 'finished';
  finishReason: FinishReason | null;
  error: { code: string; detail: string; retryable: boolean } | null;
  blocks: AnswerBlock[];
  citations: Citation[];
  nearest: Citation[];
  conflicts: { message: string; citations: number[] }[];
  model: { id: string; name: string } | null;
  support: { sentences: number; supported: number; confidence: number | null };
  timings: Record<string, number>;
  considered: { title: string; place: string; rank: number; used: boolean }[];
  feedback: Feedback | null;
  correlationId: string | null;
  createdAt: string;
}

export interface Conversation {
  id: string;
  title: string;
  spaceIds: string[];
  createdAt: string;
  updatedAt: string;
}

export type ConversationWithAnswers = Conversation & { answers: Answer[] };

export interface Question {
  question: string;
  conversationId?: string;
  spaceIds?: string[];
  documentIds?: string[];
  mode?: Mode;
  regeneratesId?: string;
}

export type AnswerStage = 'understanding' | 'searching' | 'reading' | 'quoting' | 'writing' | 'checking';

export interface AnswerStart {
  answerId: string;
  conversationId: string;
  ordinal: number;
  mode: Mode;
  modelId: string | null;
  modeReason: string;
}

export interface AnswerDelta {
  index: number;
  kind: AnswerBlockKind;
  text: string;
  citations: number[];
}

// ---- models and system ------------------------------------------------------------------------------------
export interface ModelProfile {
  setVersion: string;
  measuredAt: string;
  mayWrite: boolean;
  figures: Record<string, unknown>;
  criteria: ProfileCriterion[];
}

export interface ProfileCriterion {
  name:
    'items' | 'unanswerable' | 'supported' | 'declinedUnanswerable' | 'declinedAnswerable' | 'holdsAnswer';
  value: number;
  needed: number;
  direction: 'at-least' | 'at-most';
  met: boolean;
}

export interface Model {
  id: string;
  name: string;
  task: 'generate' | 'embed';
  kind: 'engine' | 'server';
  architecture: string | null;
  parameters: number | null;
  licence: string | null;
  licenceUrl: string | null;
  languages: string[];
  contextTokens: number;
  bytes: number;
  bytesOnDisk: number;
  state: 'missing' | 'fetching' | 'installed' | 'running' | 'restarting' | 'failed' | 'unsupported';
  failure: string | null;
  inUse: boolean;
  profile: ModelProfile | null;
}

export interface Models {
  items: Model[];
  mode: Mode;
  modeReason: string;
  modeReasonCode: 'profile-passed' | 'profile-failed' | 'not-measured' | 'owner-decided' | 'no-model';
  decided: Mode | null;
}

export interface ModelPull {
  modelId: string;
  state: 'idle' | 'running' | 'done' | 'failed';
  receivedBytes: number;
  totalBytes: number;
  bytesPerS: number;
  secondsLeft: number | null;
  failure: string | null;
}

export interface ModelProfileState {
  modelId: string;
  state: 'not-measured' | 'measuring' | 'measured';
  profile: ModelProfile | null;
  thresholds: Record<string, number>;
}

export interface System {
  version: string;
  node: string;
  uptimeS: number;
  ready: boolean;
  checks: Record<string, string>;
  processes: {
    name: string;
    pid: number | null;
    state: 'running' | 'restarting' | 'stopped';
    restarts: number;
    residentMb: number | null;
    startedAt: string;
  }[];
  database: { kind: 'embedded' | 'postgresql'; version: string; sizeMb: number };
  jobs: { queue: string; state: string; count: number }[];
  disk: { dataDirMb: number; freeMb: number };
  memory: { totalMb: number; freeMb: number };
  use: {
    documents: number;
    chunks: number;
    failedDocuments: number;
    answersToday: number;
    answersThisWeek: number;
    votesThisWeek: number;
    upThisWeek: number;
  };
}
