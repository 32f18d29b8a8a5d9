import type { Readable } from 'node:stream';

/** Bytes that have arrived and are on disk, but that no document owns yet. */
export interface ReceivedFile {
  /** Where the bytes lie; null when they were more than allowed and were not kept. */
  temporaryPath: string | null;
  /** sha256 of all the bytes, hex. */
  contentHash: string;
  byteSize: number;
}

export interface ByteRange {
  /** First and last byte, both included. */
  start: number;
  end: number;
}

/**
 * The originals, named by the sha256 of their bytes: the same bytes are stored once, whoever gives them.
 * Abstract class rather than interface so that it is its own injection token.
 */
export abstract class FileStore {
  /** Reads the stream to its end, hashing; on return the bytes are safe on disk. More than `maxBytes`: hashed only. */
  abstract receive(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ReceivedFile>;
  /** Makes received bytes permanent. Bytes that are stored already are not stored again. Durable on return. */
  abstract keep(file: ReceivedFile): Promise<void>;
  /** Forgets received bytes; nothing happens when they were kept. */
  abstract discard(file: ReceivedFile): Promise<void>;
  /** A file that another process may read; throws when the bytes are missing. */
  abstract localPath(contentHash: string): Promise<string>;
  abstract read(contentHash: string, range?: ByteRange): Readable;
  /** Removes bytes that nobody has given (again) since then; nothing happens when they are missing. */
  abstract remove(contentHash: string, keptBefore: Date): Promise<void>;
  /** Hashes of all bytes that were last kept before this time. */
  abstract list(keptBefore: Date): AsyncIterable<string>;
  /** Removes what arrived before this time and was never kept because its process died. */
  abstract clearIncoming(arrivedBefore: Date): Promise<void>;
}
