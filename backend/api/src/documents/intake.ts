import { Injectable } from '@nestjs/common';
import { type Actor, AuditLog } from '../access/index.js';
import { Configuration, Database, JobQueue, Problem, notFound } from '../platform/index.js';
import { type GivenName, titleOf } from './document-names.js';
import { FileStore, type ReceivedFile } from './file-store/file-store.js';
import { EMBED_QUEUE, INGEST_EXPIRES_S, INGEST_QUEUE, RETITLE_QUEUE } from './indexing/queues.js';
import { IntakeRepository, type KnownDocument } from './intake.repository.js';
import { mediaTypeOf } from './media-types.js';

export interface GivenFile {
  name: GivenName;
  file: ReceivedFile;
  /** Shown instead of the file's name. */
  title?: string;
}

export interface Destination {
  spaceId: string;
  uploadId: string | null;
  /** Replaces this document; without it the name decides. */
  documentId?: string;
}

const SETTLED = new Set(['failed', 'cancelled']);

/**
 * Takes received bytes in: stores them, writes document, version and job down in one transaction. What it returns is
 * acknowledged. A file that cannot be taken becomes a failed document that says why. The same name in the same folder
 * is a new version of that document; the same bytes there are not read again.
 */
@Injectable()
export class Intake {
  constructor(
    private readonly files: FileStore,
    private readonly repository: IntakeRepository,
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly audit: AuditLog,
    private readonly configuration: Configuration,
  ) {}

  /** @returns the document's id; the caller has checked that the actor may write in the space. */
  async take(actor: Actor, destination: Destination, given: GivenFile): Promise<string> {
    const failure = this.refusal(given);
    try {
      if (!failure) await this.files.keep(given.file);
      return await this.database.transaction(() => this.write(actor, destination, { ...given, failure }));
    } finally {
      await this.files.discard(given.file);
    }
  }

  /** Reads the newest version of a document again. */
  async retry(actor: Actor, documentId: string): Promise<void> {
    await this.database.transaction(async () => {
      const known = await this.repository.lockDocument(documentId);
      if (!known) throw notFound('document');
      await this.requireBytes(known);
      if (!(await this.repository.reopen(known.newestId)))
        throw new Problem(
          409,
          'document-not-failed',
          'This document has not failed, so there is nothing to try again.',
        );
      await this.enqueue(known.newestId);
      await this.audit.record(actor, 'document.retry', { objectId: documentId, spaceId: known.spaceId });
    });
  }

  /** After a deletion was undone: work that was left goes on. */
  async resume(versionId: string, state: string): Promise<void> {
    if (state === 'queued' || state === 'parsing') await this.enqueue(versionId);
    if (state === 'words-ready') await this.queue.enqueue(EMBED_QUEUE, { versionId });
  }

  /** After a document got another title: its chunks follow. */
  retitle(documentId: string): Promise<void> {
    return this.queue.enqueue(RETITLE_QUEUE, { documentId });
  }

  private async write(
    actor: Actor,
    { spaceId, uploadId, documentId }: Destination,
    given: GivenFile & { failure: NewFailure },
  ): Promise<string> {
    const known = await this.known(spaceId, documentId, given);
    if (known && isUnchanged(known, given.file)) {
      if (uploadId) await this.repository.adopt(known.newestId, uploadId);
      return known.id;
    }
    const id = known?.id ?? (await this.addDocument(actor, spaceId, given));
    const versionId = await this.repository.addVersion({
      documentId: id,
      uploadId,
      number: (known?.newestNumber ?? 0) + 1,
      fileName: given.name.fileName,
      contentHash: given.file.contentHash,
      byteSize: given.file.byteSize,
      mediaType: mediaTypeOf(given.name.fileName),
      failure: given.failure,
      createdBy: actor.personId,
    });
    if (!given.failure) await this.enqueue(versionId);
    const detail = { versionId, ...(uploadId && { uploadId }) };
    await this.audit.record(actor, known ? 'document.replace' : 'document.create', {
      objectId: id,
      spaceId,
      detail,
    });
    return id;
  }

  private async known(
    spaceId: string,
    documentId: string | undefined,
    { name }: GivenFile,
  ): Promise<KnownDocument | undefined> {
    if (documentId) {
      const known = await this.repository.lockDocument(documentId);
      if (!known) throw notFound('document');
      return known;
    }
    await this.repository.lockSpace(spaceId);
    if (!name.acceptable) return undefined;
    return this.repository.findByName(spaceId, name.folder, name.fileName);
  }

  private addDocument(actor: Actor, spaceId: string, { name, title }: GivenFile): Promise<string> {
    const { fileName, folder } = name;
    return this.repository.addDocument({
      spaceId,
      title: title ?? titleOf(fileName),
      fileName,
      folder,
      createdBy: actor.personId,
    });
  }

  private enqueue(versionId: string): Promise<void> {
    return this.queue.enqueue(INGEST_QUEUE, { versionId }, { expireInS: INGEST_EXPIRES_S });
  }

  private refusal({ name, file }: GivenFile): NewFailure {
    if (!name.acceptable) return badName;
    if (file.temporaryPath === null) return tooLarge(file.byteSize, this.configuration.settings.maxFileMb);
    if (file.byteSize === 0) return empty;
    return null;
  }

  private async requireBytes(known: KnownDocument): Promise<void> {
    await this.files.localPath(known.newestHash).catch(() => {
      throw new Problem(
        422,
        'file-not-kept',
        'This file was refused when it came, so it was not kept. Change what its reason names and upload it again.',
      );
    });
  }
}

type NewFailure = { code: string; reason: string } | null;

const isUnchanged = (known: KnownDocument, file: ReceivedFile): boolean =>
  known.newestHash === file.contentHash && !SETTLED.has(known.newestState);

const badName: NewFailure = {
  code: 'bad-name',
  reason:
    'The name of this file points outside its folder or holds characters that no file name may. ' +
    'Rename the file and upload it again.',
};

const empty: NewFailure = {
  code: 'empty',
  reason: 'This file is empty: it has no bytes. Save it again in its own program and upload that.',
};

const tooLarge = (byteSize: number, maxFileMb: number): NewFailure => ({
  code: 'too-large',
  reason:
    `This file has ${Math.ceil(byteSize / 1e6)} MB; the limit here is ${maxFileMb} MB. Split it into smaller files, ` +
    'or ask your administrator to raise the limit (setting maxFileMb).',
});
