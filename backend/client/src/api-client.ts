import { ask, followAnswer } from './answer-stream.js';
import type * as C from './contract.js';
import { Http, type HttpOptions, newKey, type RequestOptions } from './http.js';
import { sendFile, type SendFileOptions } from './send-file.js';

type Query = RequestOptions['query'];

/** One method per route of the server, typed by the contract; holds the session's CSRF token. */
export class ApiClient {
  readonly http: Http;

  constructor(options: HttpOptions = {}) {
    this.http = new Http(options);
  }

  private get = <T>(path: string, query?: Query, signal?: AbortSignal) =>
    this.http.json<T>(path, { query, signal });
  private post = <T>(path: string, body?: unknown) =>
    this.http.json<T>(path, { method: 'POST', body, idempotencyKey: newKey() });
  private put = <T>(path: string, body?: unknown) =>
    this.http.json<T>(path, { method: 'PUT', body, idempotencyKey: newKey() });
  private patch = <T>(path: string, body?: unknown) =>
    this.http.json<T>(path, { method: 'PATCH', body, idempotencyKey: newKey() });
  private remove = <T = void>(path: string) =>
    this.http.json<T>(path, { method: 'DELETE', idempotencyKey: newKey() });

  private keep = (session: C.Session): C.Session => {
    this.http.csrfToken = session.csrfToken;
    return session;
  };

  readonly setup = {
    get: () => this.get<C.Setup>('/setup'),
    createOwner: async (input: {
      token: string;
      name: string;
      login: string;
      password: string;
      locale: C.Locale;
    }) => this.keep(await this.post<C.Session>('/setup/owner', input)),
    sampleCompany: (load: boolean) => this.post<{ uploadIds: string[] }>('/setup/sample-company', { load }),
  };

  readonly session = {
    get: async () => this.keep(await this.get<C.Session>('/session')),
    signIn: async (input: { login: string; password: string }) =>
      this.keep(await this.http.json<C.Session>('/session', { method: 'POST', body: input })),
    signOut: () => this.remove('/session'),
    signOutEverywhere: () => this.remove('/sessions'),
    list: () => this.get<{ items: C.SignedInSession[] }>('/sessions'),
    end: (id: string) => this.remove(`/sessions/${id}`),
    endOthers: () => this.remove('/sessions?except=current'),
  };

  readonly me = {
    update: (input: { name?: string; locale?: C.Locale; trainingConsent?: boolean }) =>
      this.patch<C.Person>('/me', input),
    changePassword: (input: { current: string; next: string }) => this.post<void>('/me/password', input),
    erasePersonalText: () => this.remove('/me/personal-text'),
    exportUrl: () => this.http.url('/me/export'),
  };

  readonly links = {
    get: (token: string) => this.get<C.LinkTarget>(`/links/${encodeURIComponent(token)}`),
    accept: async (token: string, input: { name?: string; password: string }) =>
      this.keep(await this.post<C.Session>(`/links/${encodeURIComponent(token)}`, input)),
  };

  readonly people = {
    list: (query?: Query) => this.get<C.Page<C.ListedPerson>>('/people', query),
    invite: (input: { name: string; login: string; role?: C.Person['role']; locale?: C.Locale }) =>
      this.post<C.InvitedPerson>('/people', input),
    update: (id: string, input: Partial<Pick<C.Person, 'name' | 'role' | 'state'>>) =>
      this.patch<C.Person>(`/people/${id}`, input),
    remove: (id: string) => this.remove(`/people/${id}`),
    resetLink: (id: string) => this.post<C.OneTimeLink>(`/people/${id}/reset-link`),
    endSessions: (id: string) => this.remove(`/people/${id}/sessions`),
  };

  readonly groups = {
    list: (query?: Query) => this.get<C.Page<C.Group>>('/groups', query),
    create: (input: { name: string }) => this.post<C.Group>('/groups', input),
    update: (id: string, input: { name: string }) => this.patch<C.Group>(`/groups/${id}`, input),
    remove: (id: string) => this.remove(`/groups/${id}`),
    addMember: (id: string, personId: string) => this.put<C.Group>(`/groups/${id}/members/${personId}`),
    removeMember: (id: string, personId: string) => this.remove<C.Group>(`/groups/${id}/members/${personId}`),
  };

  readonly spaces = {
    list: (query?: Query) => this.get<C.Page<C.Space>>('/spaces', query),
    get: (id: string) => this.get<C.Space>(`/spaces/${id}`),
    create: (input: { name: string; description?: string }) => this.post<C.Space>('/spaces', input),
    update: (id: string, input: Partial<Pick<C.Space, 'name' | 'description' | 'trainingConsent'>>) =>
      this.patch<C.Space>(`/spaces/${id}`, input),
    remove: (id: string) => this.remove(`/spaces/${id}`),
    restore: (id: string) => this.post<C.Space>(`/spaces/${id}/restore`),
    grants: (id: string) => this.get<C.Page<C.Grant>>(`/spaces/${id}/grants`),
    grant: (id: string, input: C.GrantInput) => this.put<C.Grant>(`/spaces/${id}/grants`, input),
    revoke: (id: string, grantId: string) => this.remove(`/spaces/${id}/grants/${grantId}`),
    documents: (id: string, query?: Query) => this.get<C.Page<C.Document>>(`/spaces/${id}/documents`, query),
  };

  readonly apiKeys = {
    list: () => this.get<C.Page<C.ApiKey>>('/api-keys'),
    create: (input: { name: string; scopes: C.ApiKeyScope[]; expiresAt?: string | null }) =>
      this.post<{ apiKey: C.ApiKey; secret: string }>('/api-keys', input),
    remove: (id: string) => this.remove(`/api-keys/${id}`),
  };

  readonly audit = {
    list: (query?: Query) => this.get<C.Page<C.AuditEvent>>('/audit', query),
    verify: () => this.get<C.AuditVerification>('/audit/verification'),
  };

  readonly uploads = {
    create: (spaceId: string, files?: number) => this.post<C.Upload>(`/spaces/${spaceId}/uploads`, { files }),
    send: (id: string, file: File, options?: SendFileOptions) =>
      sendFile<C.Document>(this.http, `/uploads/${id}/files`, file, options),
    get: (id: string) => this.get<C.Upload>(`/uploads/${id}`),
    cancel: (id: string) => this.remove(`/uploads/${id}`),
  };

  readonly documents = {
    get: (id: string) => this.get<C.Document>(`/documents/${id}`),
    deleted: (query?: Query) => this.get<C.Page<C.Document>>('/documents/deleted', query),
    update: (id: string, input: { title?: string; spaceId?: string }) =>
      this.patch<C.Document>(`/documents/${id}`, input),
    remove: (id: string) => this.remove(`/documents/${id}`),
    restore: (id: string) => this.post<C.Document>(`/documents/${id}/restore`),
    retry: (id: string) => this.post<C.Document>(`/documents/${id}/retry`),
    versions: (id: string) => this.get<{ items: C.DocumentVersion[] }>(`/documents/${id}/versions`),
    replace: (id: string, file: File, options?: SendFileOptions) =>
      sendFile<C.Document>(this.http, `/documents/${id}/versions`, file, options),
    blocks: (id: string, versionId: string, query?: Query) =>
      this.get<C.BlockWindow>(`/documents/${id}/versions/${versionId}/blocks`, query),
    originalUrl: (id: string, versionId: string) =>
      this.http.url(`/documents/${id}/versions/${versionId}/original`),
    viewUrl: (id: string, versionId: string, query?: Query) =>
      this.http.url(`/documents/${id}/versions/${versionId}/view`, query),
  };

  readonly conversations = {
    list: (query?: Query) => this.get<C.Page<C.Conversation>>('/conversations', query),
    get: (id: string) => this.get<C.ConversationWithAnswers>(`/conversations/${id}`),
    update: (id: string, input: { title?: string; spaceIds?: string[] }) =>
      this.patch<C.Conversation>(`/conversations/${id}`, input),
    remove: (id: string) => this.remove(`/conversations/${id}`),
    restore: (id: string) => this.post<C.Conversation>(`/conversations/${id}/restore`),
  };

  readonly answers = {
    ask: (question: C.Question, options?: { signal?: AbortSignal }) => ask(this.http, question, options),
    follow: (id: string, options?: { signal?: AbortSignal }) => followAnswer(this.http, id, options),
    get: (id: string) => this.get<C.Answer>(`/answers/${id}`),
    stop: (id: string) => this.post<void>(`/answers/${id}/stop`),
    giveFeedback: (id: string, input: C.FeedbackInput) =>
      this.post<C.Feedback>(`/answers/${id}/feedback`, input),
  };

  readonly models = {
    list: () => this.get<C.Models>('/models'),
    pull: (id: string) => this.post<C.ModelPull>(`/models/${encodeURIComponent(id)}/pull`),
    pullState: (id: string) => this.get<C.ModelPull>(`/models/${encodeURIComponent(id)}/pull`),
    measure: (id: string) => this.post<C.ModelProfileState>(`/models/${encodeURIComponent(id)}/profile`),
    profile: (id: string) => this.get<C.ModelProfileState>(`/models/${encodeURIComponent(id)}/profile`),
    remove: (id: string) => this.remove(`/models/${encodeURIComponent(id)}`),
    assign: (mode: C.Mode | null) => this.put<C.Models>('/models/assignment', { mode }),
    precisions: (id: string) => this.get<C.ModelPrecisions>(`/models/${encodeURIComponent(id)}/precisions`),
    measurePrecisions: (id: string) =>
      this.post<C.ModelPrecisions>(`/models/${encodeURIComponent(id)}/precisions`),
    cancelMeasuring: (id: string) => this.remove(`/models/${encodeURIComponent(id)}/precisions`),
    setting: (id: string) => this.get<C.ModelSetting>(`/models/${encodeURIComponent(id)}/setting`),
    set: (id: string, setting: C.WantedModelSetting) =>
      this.put<C.ModelSetting>(`/models/${encodeURIComponent(id)}/setting`, setting),
  };

  readonly modelServers = {
    list: () => this.get<C.ModelServers>('/model-servers'),
    add: (server: C.NewModelServer) => this.post<C.ModelServer>('/model-servers', server),
    change: (id: string, server: C.ChangedModelServer) =>
      this.put<C.ModelServer>(`/model-servers/${encodeURIComponent(id)}`, server),
    try: (server: C.TriedModelServer) => this.post<C.ServerTrial>('/model-servers/trial', server),
    remove: (id: string) => this.remove(`/model-servers/${encodeURIComponent(id)}`),
  };

  readonly modelRoutes = {
    list: () => this.get<C.ModelRoutes>('/model-routes'),
    set: (skill: string, route: Pick<C.ModelRoute, 'modelId' | 'fallbackId'>) =>
      this.put<C.ModelRoute>(`/model-routes/${encodeURIComponent(skill)}`, route),
  };

  readonly system = {
    get: () => this.get<C.System>('/system'),
    composeUrl: '/api/v1/system/compose',
  };
}
