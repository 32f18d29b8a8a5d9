import crypto from 'node:crypto';
import { PgvectorChunkIndex } from '../../backend/api/src/documents/index.js';
import { joinInstallation, loadSettings, newId } from '../../backend/api/src/platform/index.js';

export interface Padding {
  /** Data folder of a running product. */
  dataDir: string;
  /** Who asks: they may read `visibleSpaceId`; nobody may read the padding elsewhere. */
  visibleSpaceId: string;
  /** Texts of other sets; their sentences are shuffled. */
  texts: readonly string[];
  /** Chunks wanted. */
  count: number;
  /** Share of them that the asker may read. */
  visible: number;
  seed: number;
}

const CHUNKS_A_DOCUMENT = 20;
const CHARACTERS_A_CHUNK = 900;

/**
 * Fills the index of a running product with chunks that look real: shuffled sentences of other texts, and vectors that
 * are a real chunk's plus noise at cosine 0.6 to 0.9. @returns the padded documents that the asker may read
 */
export async function padProduct(padding: Padding): Promise<{ id: string; text: string }[]> {
  const installation = await joinInstallation(
    loadSettings({ ...process.env, DESKMATE_DATA_DIR: padding.dataDir }),
  );
  const { database } = installation;
  try {
    const index = new PgvectorChunkIndex(database);
    const random = seeded(padding.seed);
    const closed = newId();
    await database.query(`insert into space (id, name) values ($1, 'padding')`, [closed]);
    const real = await database.query<{ vector: string; model: string }>(
      `select embedding::text as vector, embedding_model as model from chunk where embedding is not null limit 4000`,
    );
    const vectors = real.map(({ vector }) => Float32Array.from(JSON.parse(vector) as number[]));
    const texts = shuffledChunks(padding.texts, padding.count, random);
    const seen: { id: string; text: string }[] = [];
    for (let from = 0; from < texts.length; from += CHUNKS_A_DOCUMENT) {
      const part = texts.slice(from, from + CHUNKS_A_DOCUMENT);
      const isVisible = random() < padding.visible;
      const spaceId = isVisible ? padding.visibleSpaceId : closed;
      const ids = { documentId: newId(), versionId: newId() };
      await database.transaction(async () => {
        await addDocument(database, ids, spaceId);
        await index.append({ ...ids, title: '' }, part.map(toChunk));
      });
      const pending = await index.listWithoutVector(ids.versionId, real[0]?.model ?? '', CHUNKS_A_DOCUMENT);
      const noisy = pending.map(
        ({ id }) => [id, withNoise(pick(vectors, random), 0.6 + 0.3 * random(), random)] as const,
      );
      if (real.length) await index.setVectors(real[0]!.model, new Map(noisy));
      if (isVisible) seen.push({ id: ids.documentId, text: part.join('\n') });
    }
    return seen;
  } finally {
    await installation.close();
  }
}

type Query = { query(sql: string, parameters: unknown[]): Promise<unknown> };

async function addDocument(
  database: Query,
  { documentId, versionId }: { documentId: string; versionId: string },
  spaceId: string,
): Promise<void> {
  await database.query(
    `insert into document (id, space_id, title, file_name) values ($1, $2, '', 'padding.md')`,
    [documentId, spaceId],
  );
  await database.query(
    `insert into document_version (id, document_id, number, file_name, content_hash, byte_size, media_type, state)
     values ($1, $2, 1, 'padding.md', $1, 1, 'text/markdown', 'ready')`,
    [versionId, documentId],
  );
  await database.query(`update document set live_version_id = $2 where id = $1`, [documentId, versionId]);
}

const toChunk = (text: string, ordinal: number) => ({
  ordinal,
  heading: '',
  text,
  spans: [{ blockOrdinal: ordinal, start: 0, end: text.length, blockStart: 0 }],
  fromOrdinal: ordinal,
  toOrdinal: ordinal,
  contentHash: crypto.createHash('sha256').update(text).digest('hex'),
});

/** As many chunks as wanted, each of sentences drawn from anywhere in the texts. */
function shuffledChunks(texts: readonly string[], count: number, random: () => number): string[] {
  const sentences = texts.flatMap((text) => text.match(/[^.!?。！？\n]{12,400}[.!?。！？\n]?/gu) ?? []);
  return Array.from({ length: sentences.length ? count : 0 }, () => {
    let chunk = '';
    while (chunk.length < CHARACTERS_A_CHUNK * (0.5 + 0.5 * random()))
      chunk += `${pick(sentences, random).trim()} `;
    return chunk.trim();
  });
}

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

/** A vector of length 1 whose cosine with the given one is `cosine`. */
function withNoise(vector: Float32Array, cosine: number, random: () => number): Float32Array {
  const noise = Float32Array.from(vector, () => random() + random() + random() - 1.5);
  const along = noise.reduce((sum, value, i) => sum + value * vector[i]!, 0);
  const across = noise.map((value, i) => value - along * vector[i]!);
  const length = Math.hypot(...across) || 1;
  const sine = Math.sqrt(1 - cosine * cosine);
  return vector.map((value, i) => cosine * value + (sine * across[i]!) / length);
}

/** Mulberry32: the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
