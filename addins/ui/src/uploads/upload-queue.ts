import {
  type ApiClient,
  type ApiProblem,
  type Document,
  type Upload,
  type VersionProgress,
  toApiProblem,
} from '@deskmate/client';
import type { DroppedFile } from './dropped-files.js';

export interface UploadItem {
  name: string;
  byteSize: number;
  /** Share of the bytes sent, 0..1. */
  sent: number;
  documentId?: string;
  versionId?: string;
  server?: VersionProgress;
  problem?: ApiProblem;
}

export interface Batch {
  id: string;
  uploadId?: string;
  spaceId: string;
  spaceName: string;
  /** Title of the document that gets a new version. */
  replaces?: string;
  startedAt: number;
  items: UploadItem[];
  secondsLeft: number | null;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  problem?: ApiProblem;
}

// Sending is the smaller part of the work: reading and indexing follow.
const SENDING_SHARE = 0.2;
const PARALLEL = 2;
const POLL_MS = 800;

const isSettled = (item: UploadItem): boolean =>
  item.problem !== undefined || ['ready', 'failed', 'cancelled'].includes(item.server?.state ?? '');

/** How far one file is: sent, then read and indexed. */
export function itemProgress(item: UploadItem): number {
  if (isSettled(item)) return 1;
  return item.sent * SENDING_SHARE + (item.server?.progress ?? 0) * (1 - SENDING_SHARE);
}

export function batchProgress(items: UploadItem[]): number {
  const weight = (item: UploadItem) => item.byteSize + 20_000; // small files cost as well
  const total = items.reduce((sum, item) => sum + weight(item), 0);
  return total === 0 ? 1 : items.reduce((sum, item) => sum + itemProgress(item) * weight(item), 0) / total;
}

/** Files on their way into spaces: sends two at a time, then follows the server until all can be asked about. */
export class UploadQueue {
  private batches: Batch[] = [];
  private readonly aborts = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();
  private nextId = 1;

  constructor(
    private readonly api: ApiClient,
    private readonly onIndexed: () => void = () => undefined,
  ) {}

  readonly list = (): Batch[] => this.batches;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  async add(space: { id: string; name: string }, files: DroppedFile[]): Promise<void> {
    if (files.length === 0) return;
    const batch = this.newBatch(space, files);
    const abort = new AbortController();
    this.aborts.set(batch.id, abort);
    try {
      const upload = await this.api.uploads.create(space.id, files.length);
      this.change(batch.id, { uploadId: upload.id });
      await Promise.all([
        this.sendAll(batch.id, upload.id, files, abort.signal),
        this.follow(batch.id, upload.id, abort.signal),
      ]);
    } catch (error) {
      if (!abort.signal.aborted) this.change(batch.id, { state: 'failed', problem: toApiProblem(error) });
    }
    this.onIndexed();
  }

  /** Sends a new version of a document and follows it until questions are answered from it. */
  async replace(document: Document, file: File): Promise<void> {
    const { id: documentId, spaceId, spaceName, title, folder } = document;
    const batch = this.newBatch({ id: spaceId, name: spaceName }, [{ file, path: folder }]);
    this.change(batch.id, { replaces: title });
    const abort = new AbortController();
    this.aborts.set(batch.id, abort);
    try {
      const onProgress = (sent: number) => this.changeItem(batch.id, 0, { sent });
      const sent = await this.api.documents.replace(documentId, file, { signal: abort.signal, onProgress });
      this.changeItem(batch.id, 0, { sent: 1, documentId, server: progressOf(sent) });
      this.onIndexed();
      await this.followDocument(batch.id, documentId, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.change(batch.id, { state: 'failed', problem: toApiProblem(error) });
    }
    this.onIndexed();
  }

  /** Follows an upload that the server started by itself (the sample company). */
  async watch(space: { id: string; name: string }, uploadId: string): Promise<void> {
    const batch = this.newBatch(space, []);
    const abort = new AbortController();
    this.aborts.set(batch.id, abort);
    this.change(batch.id, { uploadId });
    await this.follow(batch.id, uploadId, abort.signal).catch((error: unknown) =>
      this.change(batch.id, { state: 'failed', problem: toApiProblem(error) }),
    );
    this.onIndexed();
  }

  async cancel(id: string): Promise<void> {
    const batch = this.find(id);
    this.aborts.get(id)?.abort();
    this.change(id, { state: 'cancelled' });
    if (batch?.uploadId) await this.api.uploads.cancel(batch.uploadId).catch(() => undefined);
    this.onIndexed();
  }

  dismiss(id: string): void {
    this.batches = this.batches.filter((batch) => batch.id !== id);
    this.tell();
  }

  private newBatch(space: { id: string; name: string }, files: DroppedFile[]): Batch {
    const items = files.map(({ file, path }) => ({
      name: path ? `${path}/${file.name}` : file.name,
      byteSize: file.size,
      sent: 0,
    }));
    const batch: Batch = {
      id: String(this.nextId++),
      spaceId: space.id,
      spaceName: space.name,
      startedAt: Date.now(),
      items,
      secondsLeft: null,
      state: 'running',
    };
    this.batches = [batch, ...this.batches];
    this.tell();
    return batch;
  }

  private async sendAll(
    id: string,
    uploadId: string,
    files: DroppedFile[],
    signal: AbortSignal,
  ): Promise<void> {
    let next = 0;
    const lane = async () => {
      while (next < files.length && !signal.aborted) {
        const index = next++;
        await this.sendOne(id, uploadId, index, files[index]!, signal);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
  }

  private async sendOne(
    id: string,
    uploadId: string,
    index: number,
    { file, path }: DroppedFile,
    signal: AbortSignal,
  ) {
    try {
      const document = await this.api.uploads.send(uploadId, file, {
        path: path || undefined,
        signal,
        onProgress: (sent) => this.changeItem(id, index, { sent }),
      });
      this.changeItem(id, index, { sent: 1, documentId: document.id, versionId: document.version.id });
    } catch (error) {
      if (!signal.aborted) this.changeItem(id, index, { problem: toApiProblem(error) });
    }
  }

  private async follow(id: string, uploadId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const upload = await this.api.uploads.get(uploadId).catch(unlessAway);
      if (upload && !signal.aborted) this.merge(id, upload);
      if (this.find(id)?.state !== 'running') return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private async followDocument(id: string, documentId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const document = await this.api.documents.get(documentId).catch(unlessAway);
      if (document && !signal.aborted) {
        this.changeItem(id, 0, { server: progressOf(document) });
        const { items } = this.find(id) ?? { items: [] };
        if (items.every(isSettled)) return this.change(id, { state: 'done' });
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  private merge(id: string, upload: Upload): void {
    const batch = this.find(id);
    if (!batch) return;
    const items = mergeItems(batch.items, upload.files);
    const isDone = items.length > 0 && items.every(isSettled);
    const state = upload.state === 'cancelled' ? 'cancelled' : isDone ? 'done' : 'running';
    this.change(id, { items, state, secondsLeft: upload.secondsLeft ?? estimate({ ...batch, items }) });
  }

  private find = (id: string): Batch | undefined => this.batches.find((batch) => batch.id === id);

  private changeItem(id: string, index: number, change: Partial<UploadItem>): void {
    const items = this.find(id)?.items.map((item, i) => (i === index ? { ...item, ...change } : item));
    if (items) this.change(id, { items });
  }

  private change(id: string, change: Partial<Batch>): void {
    this.batches = this.batches.map((batch) => (batch.id === id ? { ...batch, ...change } : batch));
    this.tell();
  }

  private tell = (): void => this.listeners.forEach((listener) => listener());
}

/** While the server is away it is asked again; any other problem ends the upload. */
function unlessAway(error: unknown): undefined {
  const problem = toApiProblem(error);
  if (!problem.isTransient) throw problem;
}

/** How far the newest version of a document is. */
const progressOf = ({ id, version, ...document }: Document): VersionProgress => ({
  documentId: id,
  versionId: version.id,
  title: document.title,
  fileName: document.fileName,
  folder: document.folder,
  byteSize: document.byteSize,
  state: document.state,
  progress: document.progress,
  failure: document.failure,
});

/** What the server knows of each file, put to the file that was sent; files it knows alone are added. */
export function mergeItems(items: UploadItem[], files: VersionProgress[]): UploadItem[] {
  const known = items.map((item) => ({
    ...item,
    server: files.find((file) => file.versionId === item.versionId) ?? item.server,
  }));
  const seen = new Set(known.map((item) => item.versionId));
  const isSending = items.some((item) => item.versionId === undefined && !item.problem);
  const added = isSending
    ? []
    : files
        .filter((file) => !seen.has(file.versionId))
        .map((server) => ({
          name: server.fileName,
          byteSize: 0,
          sent: 1,
          documentId: server.documentId,
          versionId: server.versionId,
          server,
        }));
  return [...known, ...added];
}

/** Seconds left at the pace so far; unknown within the first two seconds. */
function estimate({ startedAt, items }: Batch): number | null {
  const seconds = (Date.now() - startedAt) / 1000;
  const progress = batchProgress(items);
  return seconds < 2 || progress < 0.03 ? null : (seconds / progress) * (1 - progress);
}
