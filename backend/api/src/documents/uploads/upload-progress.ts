import { failureOf } from '../document-mapping.js';
import type { UploadDto } from './upload.dto.js';
import type { UploadRow, UploadedFileRow } from './upload.repository.js';
import { type WorkSample, addSample, estimateSecondsLeft } from './time-left.js';

/** Bytes that even an empty file counts, so that many small files show progress. */
const LEAST_WEIGHT = 4096;
const FINAL = new Set(['ready', 'failed', 'cancelled']);

/** How far an upload is, without the time left. Pure. */
export function measureUpload(
  upload: UploadRow,
  rows: readonly UploadedFileRow[],
): Omit<UploadDto, 'secondsLeft'> {
  const files = rows.map(toFile);
  const total = Math.max(upload.expected_files ?? 0, files.length);
  const done = files.filter(isFinal).length;
  const { progress } = workOf(files, total);
  const state = upload.cancelled_at
    ? 'cancelled'
    : files.length < total
      ? 'receiving'
      : done < total
        ? 'working'
        : 'done';
  return { id: upload.id, spaceId: upload.space_id, state, files, done, total, progress };
}

type File = UploadDto['files'][number];
const isFinal = (file: File): boolean => FINAL.has(file.state);

/** Files that have not arrived are taken to be as large as the ones that have. */
function workOf(files: readonly File[], total: number): { done: number; all: number; progress: number } {
  const weights = files.map((file) => Math.max(LEAST_WEIGHT, file.byteSize));
  const received = weights.reduce((sum, weight) => sum + weight, 0);
  const all = files.length ? (received * total) / files.length : 0;
  const done = files.reduce((sum, file, i) => sum + weights[i]! * (isFinal(file) ? 1 : file.progress), 0);
  return { done, all, progress: all ? Math.min(1, done / all) : 0 };
}

const toFile = (row: UploadedFileRow): File => ({
  documentId: row.document_id,
  versionId: row.version_id,
  title: row.title,
  fileName: row.file_name,
  folder: row.folder,
  byteSize: Number(row.byte_size),
  state: row.state,
  progress: row.progress,
  failure: failureOf(row),
});

const WATCHED = 200;

/** Remembers how the uploads that somebody watches went on, to say how long they will take. */
export class UploadWatch {
  private readonly samples = new Map<string, WorkSample[]>();

  secondsLeft(
    upload: UploadRow,
    measured: Omit<UploadDto, 'secondsLeft'>,
    nowMs = Date.now(),
  ): number | null {
    if (measured.state === 'done' || measured.state === 'cancelled') {
      this.samples.delete(upload.id);
      return 0;
    }
    const { done, all } = workOf(measured.files, measured.total);
    const before = this.samples.get(upload.id) ?? [{ atMs: upload.created_at.getTime(), done: 0 }];
    const samples = addSample(before, { atMs: nowMs, done });
    this.samples.delete(upload.id); // to the end of the order: the longest unwatched is forgotten first
    this.samples.set(upload.id, samples);
    if (this.samples.size > WATCHED) this.samples.delete(this.samples.keys().next().value!);
    return estimateSecondsLeft(samples, all);
  }
}
