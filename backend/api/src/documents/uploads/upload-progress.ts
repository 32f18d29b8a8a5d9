import { failureOf } from '../document-mapping.js';
import { type WorkSample, addSample, estimateSecondsLeft } from './time-left.js';
import type { UploadDto } from './upload.dto.js';
import type { UploadRow, UploadedFileRow } from './upload.repository.js';
import { type Work, workOf } from './work.js';

const FINAL = new Set(['ready', 'failed', 'cancelled']);

/** How far an upload is, without the time left. Pure. */
export function measureUpload(
  upload: UploadRow,
  rows: readonly UploadedFileRow[],
): { measured: Omit<UploadDto, 'secondsLeft'>; work: Work } {
  const total = Math.max(upload.expected_files ?? 0, rows.length);
  const done = rows.filter(({ state }) => FINAL.has(state)).length;
  const work = workOf(rows, total);
  const measured = {
    id: upload.id,
    spaceId: upload.space_id,
    state: stateOf(upload, { received: rows.length, done, total }),
    files: rows.map(toFile),
    done,
    total,
    progress: work.all ? Math.min(1, work.done / work.all) : 0,
  };
  return { measured, work };
}

function stateOf(
  upload: UploadRow,
  { received, done, total }: { received: number; done: number; total: number },
): UploadDto['state'] {
  if (upload.cancelled_at) return 'cancelled';
  if (received < total || total === 0) return 'receiving';
  return done < total ? 'working' : 'done';
}

const toFile = (row: UploadedFileRow): UploadDto['files'][number] => ({
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

  secondsLeft({ id, created_at: since }: UploadRow, work: Work, nowMs = Date.now()): number | null {
    const before = this.samples.get(id) ?? [{ atMs: since.getTime(), done: 0 }];
    const samples = addSample(before, { atMs: nowMs, done: work.done });
    this.samples.delete(id); // to the end of the order: the longest unwatched is forgotten first
    this.samples.set(id, samples);
    if (this.samples.size > WATCHED) this.samples.delete(this.samples.keys().next().value!);
    return estimateSecondsLeft(samples, work.all);
  }
}
