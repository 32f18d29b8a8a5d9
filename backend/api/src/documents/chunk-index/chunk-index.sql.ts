/**
 * The statements of `PgvectorChunkIndex`. Every one that searches cuts by `space_right` first. Those that write touch a
 * bounded number of rows: the embedded database does one statement at a time, and each row of a graph costs milliseconds.
 */

// $1 version, $2 document, $3 rows as JSON
export const append = `
  insert into chunk (id, version_id, document_id, live, ordinal, heading, text, spans, from_ordinal,
    to_ordinal, content_hash, han_share, words, word_count)
  select r.id, $1, $2, true, r.ordinal, r.heading, r.text, r.spans, r.from_ordinal,
    r.to_ordinal, r.content_hash, r.han_share, r.words::tsvector, r.word_count
  from jsonb_to_recordset($3::jsonb) as r(id uuid, ordinal int, heading text, text text, spans jsonb,
    from_ordinal int, to_ordinal int, content_hash text, han_share real, words text, word_count int)
  on conflict (version_id, ordinal) do update set heading = excluded.heading, text = excluded.text,
    spans = excluded.spans, from_ordinal = excluded.from_ordinal, to_ordinal = excluded.to_ordinal,
    content_hash = excluded.content_hash, han_share = excluded.han_share, words = excluded.words,
    word_count = excluded.word_count, embedding = null, embedding_model = null`;

// $1 version, $2 limit
export const removeSome = `
  delete from chunk where id in (select id from chunk where version_id = $1 limit $2) returning id`;

// $1 document or null for all, $2 limit
export const retireSome = `
  update chunk c set live = false
  where c.id in (
    select k.id from document d
    join document_version l on l.id = d.live_version_id
    join document_version v on v.document_id = d.id and v.number < l.number
    join chunk k on k.version_id = v.id and k.live
    where $1::uuid is null or d.id = $1
    limit $2)
  returning c.id`;

// $1 version, $2 model, $3 ordinal to go on after, $4 limit
export const reuseSome = `
  with wanted as materialized (
    select id, ordinal, content_hash from chunk
    where version_id = $1 and ordinal > $3 and embedding_model is distinct from $2 order by ordinal limit $4),
  reused as (
    update chunk c set embedding = k.embedding, embedding_model = $2
    from wanted w cross join lateral (
      select o.embedding from chunk o
      where o.content_hash = w.content_hash and o.embedding_model = $2 and o.embedding is not null limit 1) k
    where c.id = w.id
    returning c.id)
  select (select max(ordinal) from wanted) as last, (select count(*)::int from reused) as reused`;

// $1 version, $2 model, $3 limit. The document's title leads the headings, unless it does so already.
export const listWithoutVector = `
  select c.id, c.text, c.content_hash as "contentHash",
    case when d.title = '' or starts_with(lower(c.heading), lower(d.title)) then c.heading
      when c.heading = '' then d.title else d.title || ' > ' || c.heading end as heading
  from chunk c join document d on d.id = c.document_id
  where c.version_id = $1 and c.embedding_model is distinct from $2 order by c.ordinal limit $3`;

// $1 model, $2 rows as JSON
export const setVectors = `
  update chunk c set embedding = r.vector::vector, embedding_model = $1
  from jsonb_to_recordset($2::jsonb) as r(id uuid, vector text) where c.id = r.id`;

/** The versions that answer for person $1, in spaces $2 (null: all). The document alone says so, never its chunks. */
const visible = `
  visible as materialized (
    select d.live_version_id as version_id from document d
    where d.live_version_id is not null and d.deleted_at is null and d.space_id in (
      select space_id from space_right
      where person_id = $1 and ($2::uuid[] is null or space_id = any($2::uuid[]))))`;

/**
 * `is true` keeps this a hashed lookup per chunk: as a plain condition it becomes a join, which the embedded database (it
 * gathers no statistics) does by reading all visible versions again for every chunk.
 */
const isVisible = (version: string): string => `(${version} in (select version_id from visible)) is true`;

/** Chunks that the first pass hands to the exact one. */
const FIRST_PASS = 250;

/**
 * How often a lexeme stands in a tsvector. ts_rank of one word with equal weights is (1 + 1/4 + … + 1/tf²) / 1.645,
 * which this turns back into tf; it is many times faster than unnesting the vector.
 */
const termFrequency = (words: string, query: string): string =>
  `round(1 / (1.64493406685 * greatest(1 - ts_rank('{1,1,1,1}', ${words}, ${query})::float8, 1e-4)) - 0.5)`;

/**
 * BM25 (k1 1.2, b 0.4: chunks are of like length by the chunker's making) in two passes. `hit` walks the word index once per word; it gives document frequencies over
 * what the person may read, and a first order that takes every frequency for one. The best of that order are ranked
 * exactly. $3 documents or null, $4 words as tsqueries, $5 readable chunks, $6 their mean length, $7 limit
 */
export const lexical = `
  with ${visible},
  term as (select n, q::tsquery as q from unnest($4::text[]) with ordinality as t(q, n)),
  hit as materialized (
    select t.n, c.id, c.word_count, c.wanted
    from term t cross join lateral (
      select k.id, k.word_count, ($3::uuid[] is null or k.document_id = any($3::uuid[])) as wanted
      from chunk k
      where k.live and k.words @@ t.q and ${isVisible('k.version_id')}) c),
  weight as materialized (
    select t.n, t.q, ln(1 + (greatest($5::float8, d.df) - d.df + 0.5) / (d.df + 0.5)) as idf
    from term t join (select n, count(*)::float8 as df from hit group by n) d on d.n = t.n),
  first as (
    select h.id, h.word_count
    from hit h join weight w on w.n = h.n
    where h.wanted
    group by h.id, h.word_count
    order by sum(w.idf) / (1 + 1.2 * (0.6 + 0.4 * h.word_count::float8 / $6::float8)) desc, h.id
    limit greatest(${FIRST_PASS}, $7::int * 2)),
  candidate as materialized (
    select f.id, f.word_count, c.document_id, ts_filter(c.words, '{a,b,c,d}') as words
    from first f join chunk c on c.id = f.id)
  select c.id as "chunkId", c.document_id as "documentId", s.score, s.covered / all_words.weight as coverage
  from candidate c
  cross join lateral (
    select sum(t.idf * t.tf * 2.2 / (t.tf + 1.2 * (0.6 + 0.4 * c.word_count::float8 / $6::float8))) as score,
      sum(t.idf) filter (where t.tf > 0) as covered
    from (select w.idf, ${termFrequency('c.words', 'w.q')} as tf from weight w) t) s
  cross join (
    select sum(coalesce(w.idf, ln(1 + ($5::float8 + 0.5) / 0.5))) as weight
    from term t left join weight w on w.n = t.n) all_words
  order by s.score desc, c.id
  limit $7`;

/** $3 documents or null, $4 model, $5 vector, $6 limit, $7 Han share that a chunk must stay below, or null */
export const nearestExact = `
  with ${visible},
  candidate as materialized (
    select c.id, c.document_id, c.embedding from visible v join chunk c on c.version_id = v.version_id
    where c.live and c.embedding_model = $4 and c.embedding is not null
      and ($3::uuid[] is null or c.document_id = any($3::uuid[]))
      and ($7::real is null or c.han_share < $7::real))
  select id as "chunkId", document_id as "documentId", 1 - (embedding <=> $5::vector) as score
  from candidate order by embedding <=> $5::vector, id limit $6`;

/**
 * For the transaction only. $1 ef_search. The embedded database gathers no statistics by itself, and without them the
 * planner would compute every distance (182 ms instead of 8 at 20,000 chunks): the graph is chosen here, by count.
 */
export const searchGraph = `
  select set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', $1, true),
    set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
    set_config('enable_sort', 'off', true)`;

export const nearestByGraph = `
  with ${visible}
  select c.id as "chunkId", c.document_id as "documentId", 1 - (c.embedding <=> $5::vector) as score
  from chunk c
  where c.live and c.embedding_model = $4 and c.embedding is not null and ${isVisible('c.version_id')}
    and ($3::uuid[] is null or c.document_id = any($3::uuid[]))
    and ($7::real is null or c.han_share < $7::real)
  order by c.embedding <=> $5::vector limit $6`;

const found = `
  select c.id, c.version_id as "versionId", v.number as "versionNumber", c.document_id as "documentId",
    d.space_id as "spaceId", s.name as "spaceName", d.title, v.file_name as "fileName", c.ordinal, c.heading, c.text,
    c.spans, c.from_ordinal as "fromOrdinal", c.to_ordinal as "toOrdinal", c.content_hash as "contentHash",
    c.han_share as "hanShare", to_char(d.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt"
  from chunk c
  join document d on d.id = c.document_id
  join document_version v on v.id = c.version_id
  join space s on s.id = d.space_id`;

const readable = `d.live_version_id = c.version_id and d.deleted_at is null and exists (
  select 1 from space_right r where r.space_id = d.space_id and r.person_id = $1)`;

// $2 ids
export const read = `${found} where c.id = any($2::uuid[]) and ${readable}`;

// $2 ids, $3 reach. Driven from the hits, so that nobody scans the table.
export const neighbours = `
  with around as materialized (
    select distinct k.id
    from chunk h
    cross join lateral (
      select n.id from chunk n
      where n.version_id = h.version_id and n.ordinal between h.ordinal - $3::int and h.ordinal + $3::int) k
    where h.id = any($2::uuid[]))
  ${found}
  where c.id = any(array(select id from around)) and ${readable}
  order by c.version_id, c.ordinal`;
