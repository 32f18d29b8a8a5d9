/** Reads a version and makes its words searchable: `{versionId}`. */
export const INGEST_QUEUE = 'documents.ingest';
/** Gives a version's chunks their vectors: `{versionId}`. */
export const EMBED_QUEUE = 'documents.embed';
/** Writes a document's chunks anew after its title changed: `{documentId}`. */
export const RETITLE_QUEUE = 'documents.retitle';
/** Takes up versions that no job remembers. */
export const SWEEP_QUEUE = 'documents.sweep';
/** Removes for good what was deleted too long ago. */
export const PURGE_QUEUE = 'documents.purge';

/** Reading stops by itself long before; after this a job counts as lost and somebody else takes it up. */
export const INGEST_EXPIRES_S = 3600;

/** Share of a version's progress that is done when its words are searchable. */
export const WORDS_SHARE = 0.4;

/** Documents read at the same time. */
export const READERS = 2;
