import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../../access/index.js';
import { Database, Problem, notFound } from '../../platform/index.js';
import { type GivenFile, Intake } from '../intake.js';
import type { UploadDto } from './upload.dto.js';
import { UploadWatch, measureUpload } from './upload-progress.js';
import { UploadRepository, type UploadRow } from './upload.repository.js';

/** Files given together: taken in one by one, watched as one. */
@Injectable()
export class UploadsService {
  private readonly watch = new UploadWatch();

  constructor(
    private readonly access: AccessService,
    private readonly uploads: UploadRepository,
    private readonly intake: Intake,
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  async start(actor: Actor, spaceId: string, expectedFiles?: number): Promise<UploadDto> {
    await this.access.require(actor, 'document.write', spaceId);
    const id = await this.database.transaction(async () => {
      const added = await this.uploads.add(actor, spaceId, expectedFiles ?? null);
      await this.audit.record(actor, 'upload.create', { objectId: added, spaceId });
      return added;
    });
    return this.get(actor, id);
  }

  /** @returns the id of the document that the file became. */
  async addFile(actor: Actor, uploadId: string, given: GivenFile): Promise<string> {
    const upload = await this.open(actor, uploadId);
    return this.intake.take(actor, { spaceId: upload.space_id, uploadId }, given);
  }

  async get(actor: Actor, id: string): Promise<UploadDto> {
    const upload = await this.row(actor, id);
    const { measured, work } = measureUpload(upload, await this.uploads.files(actor, id));
    const isOver = measured.state === 'done' || measured.state === 'cancelled';
    return { ...measured, secondsLeft: isOver ? 0 : this.watch.secondsLeft(upload, work) };
  }

  /** What has been read stays; what waits or is being read ends, and its new documents can be restored. */
  async cancel(actor: Actor, id: string): Promise<UploadDto> {
    const { space_id: spaceId } = await this.row(actor, id);
    await this.database.transaction(async () => {
      const documents = await this.uploads.cancel(id, actor.personId);
      const detail = { documents: documents.length };
      await this.audit.record(actor, 'upload.cancel', { objectId: id, spaceId, detail });
    });
    return this.get(actor, id);
  }

  /** The upload, if the actor may still give it files. */
  async open(actor: Actor, uploadId: string): Promise<UploadRow> {
    const upload = await this.row(actor, uploadId);
    await this.access.require(actor, 'document.write', upload.space_id);
    if (!upload.cancelled_at) return upload;
    throw new Problem(
      409,
      'upload-cancelled',
      'This upload was cancelled. Start a new one for further files.',
    );
  }

  private async row(actor: Actor, id: string): Promise<UploadRow> {
    await this.access.require(actor, 'document.write');
    const upload = await this.uploads.find(actor, id);
    if (!upload) throw notFound('upload');
    return upload;
  }
}
