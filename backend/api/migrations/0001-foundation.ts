import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The foundation: people and rights, documents and their search index, conversations and answers, feedback,
 * models. One statement list for PGlite and PostgreSQL alike; vectors need the extension `vector`.
 */
const statements = [
  `create extension if not exists vector`,

  // ---- access -------------------------------------------------------------------------------------------
  `create table person (
    id uuid primary key,
    name text not null,
    login text not null,                       -- what is typed to sign in (an e-mail address or a short name), lower case
    password_hash text,                        -- argon2id; null until an invitation is accepted
    role text not null default 'member' check (role in ('owner', 'member')),
    state text not null default 'active' check (state in ('invited', 'active', 'disabled', 'erased')),
    locale text not null default 'en' check (locale in ('en', 'zh')),
    training_consent boolean not null default true, -- a person may refuse; the space must allow it as well
    failed_sign_ins int not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null default now(),
    erased_at timestamptz
  )`,
  `create unique index person_login on person (login) where state <> 'erased'`,
  // Personal text is encrypted with this key; deleting the row erases the text wherever it is kept.
  `create table person_key (
    person_id uuid primary key references person (id),
    wrapped_key bytea not null,
    created_at timestamptz not null default now()
  )`,
  `create table session (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    token_hash bytea not null unique,
    csrf_token text not null,
    user_agent text,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null
  )`,
  `create index session_person on session (person_id)`,
  `create table api_key (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    name text not null,
    prefix text not null,                      -- shown in lists; the secret is shown once
    secret_hash bytea not null unique,
    scopes text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  // One-time links: first owner, invitations, password resets.
  `create table one_time_link (
    id uuid primary key,
    purpose text not null check (purpose in ('first-owner', 'invitation', 'password-reset')),
    person_id uuid references person (id) on delete cascade,
    token_hash bytea not null unique,
    created_by uuid references person (id),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    used_at timestamptz
  )`,
  `create table person_group (
    id uuid primary key,
    name text not null unique,
    created_at timestamptz not null default now()
  )`,
  `create table group_member (
    group_id uuid not null references person_group (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    primary key (group_id, person_id)
  )`,
  `create index group_member_person on group_member (person_id)`,
  `create table space (
    id uuid primary key,
    name text not null,
    description text not null default '',
    kind text not null default 'shared' check (kind in ('shared', 'personal')),
    owner_id uuid references person (id),      -- of a personal space
    training_consent boolean not null default false,
    created_by uuid references person (id),
    created_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create unique index space_personal on space (owner_id) where kind = 'personal'`,
  `create table space_grant (
    id uuid primary key,
    space_id uuid not null references space (id) on delete cascade,
    person_id uuid references person (id) on delete cascade,
    group_id uuid references person_group (id) on delete cascade,
    everyone boolean not null default false,
    role text not null check (role in ('owner', 'editor', 'reader')),
    created_at timestamptz not null default now(),
    check ((person_id is not null)::int + (group_id is not null)::int + everyone::int = 1)
  )`,
  `create unique index space_grant_person on space_grant (space_id, person_id) where person_id is not null`,
  `create unique index space_grant_group on space_grant (space_id, group_id) where group_id is not null`,
  `create unique index space_grant_everyone on space_grant (space_id) where everyone`,
  // Every right of every active person, one row per way it was given. THE permission filter: join or semi-join it.
  `create view space_right as
    select g.space_id, p.id as person_id, g.role
    from space_grant g
    join space s on s.id = g.space_id and s.deleted_at is null
    join person p on p.state = 'active'
      and (g.everyone or g.person_id = p.id
        or (g.group_id is not null and exists (
          select 1 from group_member m where m.group_id = g.group_id and m.person_id = p.id)))`,
  `create table audit_event (
    seq bigint generated always as identity primary key,
    at timestamptz not null,
    actor_id uuid,
    action text not null,                      -- noun.verb
    object_id text,
    space_id uuid,
    detail jsonb not null default '{}',        -- ids and counts, never document or personal text
    previous_hash bytea not null,
    hash bytea not null
  )`,
  `create index audit_event_at on audit_event (at)`,
  `create table idempotency_key (
    person_id uuid not null references person (id) on delete cascade,
    key text not null,
    route text not null,
    request_hash bytea not null,
    status int,
    response jsonb,
    created_at timestamptz not null default now(),
    primary key (person_id, key, route)
  )`,
  `create table setting (key text primary key, value jsonb not null, updated_at timestamptz not null default now())`,

  // ---- documents ----------------------------------------------------------------------------------------
  `create table upload (                       -- files given together: progress and time left of the whole
    id uuid primary key,
    space_id uuid not null references space (id) on delete cascade,
    person_id uuid not null references person (id),
    expected_files int,
    created_at timestamptz not null default now(),
    cancelled_at timestamptz
  )`,
  `create table document (
    id uuid primary key,
    space_id uuid not null references space (id) on delete cascade,
    title text not null,
    file_name text not null,
    folder text not null default '',           -- path inside the dropped folder, '/'-separated
    live_version_id uuid,                      -- the newest version whose words are searchable
    created_by uuid references person (id),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz,
    deleted_by uuid references person (id)
  )`,
  `create index document_space on document (space_id, deleted_at)`,
  `create table document_version (
    id uuid primary key,
    document_id uuid not null references document (id) on delete cascade,
    upload_id uuid references upload (id) on delete set null,
    number int not null,
    file_name text not null,
    content_hash text not null,                -- sha256 of the bytes, hex: their name in the file store
    byte_size bigint not null,
    media_type text not null,
    state text not null default 'queued'
      check (state in ('queued', 'parsing', 'words-ready', 'ready', 'failed', 'cancelled')),
    progress real not null default 0,          -- 0..1 over parsing and embedding
    failure_code text,
    failure_reason text,
    parser_version text,
    language text,
    page_count int,
    block_count int not null default 0,
    chunk_count int not null default 0,
    embedded_count int not null default 0,
    created_by uuid references person (id),
    created_at timestamptz not null default now(),
    words_ready_at timestamptz,
    ready_at timestamptz,
    unique (document_id, number)
  )`,
  `create index document_version_upload on document_version (upload_id)`,
  `create index document_version_hash on document_version (content_hash)`,
  `alter table document add constraint document_live_version
    foreign key (live_version_id) references document_version (id) deferrable initially deferred`,
  `create table block (
    version_id uuid not null references document_version (id) on delete cascade,
    ordinal int not null,
    kind text not null,
    level int,
    text text not null,
    cells jsonb,
    header jsonb,
    anchor jsonb not null,
    primary key (version_id, ordinal)
  )`,
  `create table chunk (
    id uuid primary key,
    version_id uuid not null references document_version (id) on delete cascade,
    document_id uuid not null references document (id) on delete cascade,
    space_id uuid not null references space (id) on delete cascade, -- follows document.space_id in the same transaction
    live boolean not null default false,       -- of the live version of a document that is not deleted
    ordinal int not null,
    heading text not null default '',
    text text not null,
    spans jsonb not null,                      -- [{blockOrdinal,start,end}]: where each block lies in text
    from_ordinal int not null,
    to_ordinal int not null,
    content_hash text not null,                -- of heading and text: vectors are reused by it
    han_share real not null default 0,
    words tsvector not null,                   -- lexemes with positions, made by lexemes() in TypeScript
    word_count int not null,
    embedding vector(384),
    embedding_model text,
    unique (version_id, ordinal)
  )`,
  `create index chunk_words on chunk using gin (words)`,
  `create index chunk_embedding on chunk using hnsw (embedding vector_cosine_ops) where live`,
  `create index chunk_space on chunk (space_id) where live`,
  `create index chunk_document on chunk (document_id)`,
  `create index chunk_hash on chunk (content_hash, embedding_model)`,

  // ---- answers ------------------------------------------------------------------------------------------
  `create table conversation (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    space_ids uuid[] not null default '{}',    -- empty: everything the person may read
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    deleted_at timestamptz
  )`,
  `create index conversation_person on conversation (person_id, updated_at desc)`,
  `create table answer (
    id uuid primary key,
    conversation_id uuid not null references conversation (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    ordinal int not null,                      -- place in the conversation
    regenerates_id uuid references answer (id) on delete set null,
    skill text not null default 'ask',
    mode text not null check (mode in ('quote', 'write')),
    state text not null check (state in ('running', 'finished')),
    finish_reason text check (finish_reason in ('complete', 'declined', 'stopped', 'length', 'abandoned', 'failed')),
    error_code text,
    model_id text,
    adapter_id text,
    embedder_id text,
    arm text not null default 'live',
    probability real not null default 1,
    template_version text not null,
    sampler jsonb not null default '{}',
    passages jsonb not null default '[]',      -- [{chunkId,versionId,documentId,rank,contentHash,used}]
    timings jsonb not null default '{}',       -- ms per stage
    support jsonb not null default '{}',       -- sentences, supported
    correlation_id text,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    unique (conversation_id, ordinal)
  )`,
  `create index answer_person on answer (person_id, created_at desc)`,
  // Personal text of an answer (question, stand-alone query, canonical messages, blocks, token ids) or of a vote
  // (comment, correction): AES-256-GCM under the person's key. No key, no text: that is what erasing means.
  `create table personal_text (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    owner_kind text not null check (owner_kind in ('answer', 'conversation', 'feedback')),
    owner_id uuid not null,
    ciphertext bytea not null,
    created_at timestamptz not null default now(),
    unique (owner_kind, owner_id)
  )`,
  `create table citation (
    answer_id uuid not null references answer (id) on delete cascade,
    number int not null,
    document_id uuid not null references document (id) on delete cascade,
    version_id uuid not null references document_version (id) on delete cascade,
    chunk_id uuid,
    from_ordinal int not null,
    to_ordinal int not null,
    start_offset int not null,                 -- in the text of block from_ordinal
    end_offset int not null,                   -- in the text of block to_ordinal, exclusive
    anchor jsonb not null,
    primary key (answer_id, number)
  )`,
  `create index citation_document on citation (document_id)`,

  // ---- feedback -----------------------------------------------------------------------------------------
  `create table feedback (                     -- append-only: a later row supersedes, nothing is overwritten
    id uuid primary key,
    answer_id uuid not null references answer (id) on delete cascade,
    person_id uuid not null references person (id) on delete cascade,
    kind text not null check (kind in
      ('up', 'down', 'clear', 'edit', 'regenerate', 'choose', 'copy', 'insert', 'comment', 'report')),
    reason text check (reason in
      ('wrong-fact', 'not-in-source', 'too-long', 'tone', 'refused', 'formatting', 'other')),
    share_text boolean not null default false,
    supersedes_id uuid references feedback (id),
    created_at timestamptz not null default now()
  )`,
  `create index feedback_answer on feedback (answer_id, person_id, created_at)`,

  // ---- models -------------------------------------------------------------------------------------------
  `create table model_profile (
    id uuid primary key,
    model_id text not null,
    adapter_id text,
    set_version text not null,
    figures jsonb not null,
    may_write boolean not null,
    measured_at timestamptz not null default now()
  )`,
  `create table model_assignment (             -- who is served by what; the owner may overrule the profile
    skill text not null,
    share real not null default 1,
    model_id text,
    adapter_id text,
    mode text check (mode in ('quote', 'write')), -- null: as the profile says
    decided_by uuid references person (id),
    updated_at timestamptz not null default now(),
    primary key (skill, share)
  )`,
];

const tables = `model_assignment model_profile feedback citation personal_text answer conversation chunk block
  document_version document upload setting idempotency_key audit_event space_grant space group_member person_group
  one_time_link api_key session person_key person`.split(/\s+/);

export class Foundation1764080000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop view space_right');
    for (const table of tables) await runner.query(`drop table ${table} cascade`);
  }
}
