import type { components } from './generated/api.js';

/*
 * The shapes that travel over HTTP, by their names in the product. All come from backend/openapi.json
 * (`npm run generate`); only the events of the answer stream, which OpenAPI cannot describe, are written here.
 */

type Schemas = components['schemas'];
type Item<T extends { items: unknown[] }> = T['items'][number];

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

// ---- access -----------------------------------------------------------------------------------------------
export type Setup = Schemas['SetupDto'];
export type Person = Schemas['PersonDto'];
export type ListedPerson = Item<Schemas['PersonPageDto']>;
export type Locale = Person['locale'];
export type Session = Schemas['SessionDto'];
export type SignedInSession = Item<Schemas['SignedInSessionsDto']>;
export type Permission = Session['permissions'][number];
export type LinkTarget = Schemas['LinkDto'];
export type OneTimeLink = Schemas['OneTimeLinkDto'];
export type InvitedPerson = Schemas['InvitedPersonDto'];
export type Group = Schemas['GroupDto'];
export type Space = Schemas['SpaceDto'];
export type SpaceRole = Space['role'];
export type Grant = Schemas['GrantDto'];
export type GrantInput = Schemas['GiveGrantDto'];
export type ApiKey = Item<Schemas['ApiKeyPageDto']>;
export type ApiKeyScope = ApiKey['scopes'][number];
export type AuditEvent = Item<Schemas['AuditPageDto']>;
export type AuditVerification = Schemas['AuditVerificationDto'];

// ---- documents --------------------------------------------------------------------------------------------
export type Document = Schemas['DocumentDto'];
export type VersionState = Document['state'];
export type DocumentVersion = Item<Schemas['DocumentVersionsDto']>;
export type Upload = Schemas['UploadDto'];
export type VersionProgress = Upload['files'][number];

type AnchorOnTheWire = Schemas['AnswerDto']['citations'][number]['anchor'];
/** OpenAPI 3.0 has no tuples: the box of a page is x0, y0, x1, y1. */
export type Anchor =
  | Exclude<AnchorOnTheWire, { kind: 'page' }>
  | { kind: 'page'; page: number; box: [x0: number, y0: number, x1: number, y1: number] };
type WithAnchor<T> = Omit<T, 'anchor'> & { anchor: Anchor };

export type Block = WithAnchor<Schemas['BlocksDto']['blocks'][number]>;
export interface BlockWindow {
  blocks: Block[];
  total: number;
  /** The cited parts among `blocks`. */
  highlights: WithAnchor<Schemas['BlocksDto']['highlights'][number]>[];
}

// ---- answers ----------------------------------------------------------------------------------------------
export type Citation = WithAnchor<Schemas['AnswerDto']['citations'][number]>;
export type Answer = Omit<Schemas['AnswerDto'], 'citations' | 'nearest'> & {
  citations: Citation[];
  nearest: Citation[];
};
export type Mode = Answer['mode'];
export type AnswerBlock = Answer['blocks'][number];
export type FinishReason = NonNullable<Answer['finishReason']>;
export type Feedback = Schemas['FeedbackDto'];
export type FeedbackKind = Feedback['kind'];
export type FeedbackReason = NonNullable<Feedback['reason']>;
export type FeedbackInput = Schemas['GiveFeedbackDto'];
export type Conversation = Schemas['ConversationDto'];
export type ConversationWithAnswers = Omit<Schemas['ConversationWithAnswersDto'], 'answers'> & {
  answers: Answer[];
};
export type Question = Schemas['AskDto'];

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
  kind: AnswerBlock['kind'];
  text: string;
  citations: number[];
}

// ---- models and system ------------------------------------------------------------------------------------
export type Models = Schemas['ModelsDto'];
export type Model = Item<Models>;
export type ModelProfile = NonNullable<Model['profile']>;
export type ProfileCriterion = ModelProfile['criteria'][number];
export type ModelPull = Schemas['PullDto'];
export type ModelProfileState = Schemas['ProfileDto'];
export type ModelPrecisions = Schemas['PrecisionsDto'];
export type PrecisionFigures = Item<ModelPrecisions>;
export type ModelSetting = Schemas['ModelSettingDto'];
export type WantedModelSetting = Schemas['SetModelDto'];
export type PrecisionChoice = WantedModelSetting['precision'];
export type ModelServer = Schemas['ModelServerDto'];
export type ModelServers = Schemas['ModelServersDto'];
export type NewModelServer = Schemas['AddModelServerDto'];
export type ChangedModelServer = Schemas['ChangeModelServerDto'];
export type TriedModelServer = Schemas['TryModelServerDto'];
export type ServerTrial = Schemas['ServerTrialDto'];
export type ModelRoutes = Schemas['RoutesDto'];
export type ModelRoute = Schemas['RouteDto'];
export type System = Schemas['SystemDto'];

/** What a key may be allowed to do, in the order of the forms. */
export const apiKeyScopes: readonly ApiKeyScope[] = [
  'chat',
  'embed',
  'documents.read',
  'documents.write',
  'answers',
  'admin',
];
