import { WORDS_SHARE } from '../indexing/queues.js';
import type { UploadedFileRow } from './upload.repository.js';

/** Work in chunks whose vectors are made: what takes the time. */
export interface Work {
  done: number;
  all: number;
}

/** What reading one chunk's text costs beside making its vector. */
const READING = 0.15;
/** Chunks of a file whose length is not known, until other files of the upload show a better figure. */
const USUAL_BYTES_A_CHUNK = 1500;

/** How much work the files of an upload are and how much of it is done. Those that have not arrived count as the average. */
export function workOf(files: readonly UploadedFileRow[], total: number): Work {
  const bytesAChunk = bytesAChunkOf(files);
  const works = files.map((file) => workOfFile(file, bytesAChunk));
  const all = works.reduce((sum, work) => sum + work.all, 0);
  const done = works.reduce((sum, work) => sum + work.done, 0);
  return { done, all: files.length ? (all * Math.max(total, files.length)) / files.length : 0 };
}

function workOfFile(file: UploadedFileRow, bytesAChunk: number): Work {
  const chunks = file.chunk_count || Math.max(1, Number(file.byte_size) / bytesAChunk);
  const all = chunks * (1 + READING);
  switch (file.state) {
    case 'queued':
      return { done: 0, all };
    case 'parsing':
      return { done: chunks * READING * Math.min(1, file.progress / WORDS_SHARE), all };
    case 'words-ready':
      return { done: chunks * READING + Math.min(chunks, file.embedded_count), all };
    case 'ready':
      return { done: all, all };
    default: // failed or cancelled: nothing is left of it
      return { done: 1, all: 1 };
  }
}

function bytesAChunkOf(files: readonly UploadedFileRow[]): number {
  const read = files.filter((file) => file.chunk_count > 0);
  const chunks = read.reduce((sum, file) => sum + file.chunk_count, 0);
  const bytes = read.reduce((sum, file) => sum + Number(file.byte_size), 0);
  return chunks ? Math.max(1, bytes / chunks) : USUAL_BYTES_A_CHUNK;
}
