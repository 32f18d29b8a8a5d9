import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../access/index.js';
import {
  Configuration,
  Database,
  type Page,
  Problem,
  decodeCursor,
  notFound,
  toPage,
} from '../platform/index.js';
import type { DocumentDto, DocumentSort, DocumentVersionDto } from './document.dto.js';
import { toDocumentDto, toVersionDto } from './document-mapping.js';
import { DocumentRepository, type DocumentRow } from './document.repository.js';
import { type GivenFile, Intake } from './intake.js';

interface ListInput {
  query?: string | undefined;
  folder?: string | undefined;
  sort?: DocumentSort;
  cursor?: string | undefined;
  limit?: number;
}

const DAY_MS = 86_400_000;

/** The life of a document after it has been given: found, renamed, moved, deleted, brought back. */
@Injectable()
export class DocumentsService {
  constructor(
    private readonly access: AccessService,
    private readonly documents: DocumentRepository,
    private readonly intake: Intake,
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly configuration: Configuration,
  ) {}

  async list(actor: Actor, spaceId: string, input: ListInput = {}): Promise<Page<DocumentDto>> {
    await this.access.require(actor, 'document.read', spaceId);
    const { query, folder, sort = '-updated', cursor, limit = 50 } = input;
    const after = decodeCursor<[string, string]>(cursor);
    const rows = await this.documents.list(actor, { spaceId, query, folder, sort }, limit + 1, after);
    return toPage(rows, limit, toDocumentDto, (row) => [row.sort_key, row.id]);
  }

  /** What the actor may bring back, last deleted first. */
  async listDeleted(actor: Actor, { cursor, limit = 50 }: ListInput = {}): Promise<Page<DocumentDto>> {
    await this.access.require(actor, 'document.read');
    const after = decodeCursor<[string, string]>(cursor);
    const rows = await this.documents.listDeleted(actor, this.undoSince(), limit + 1, after);
    return toPage(rows, limit, toDocumentDto, (row) => [row.sort_key, row.id]);
  }

  async get(actor: Actor, id: string): Promise<DocumentDto> {
    await this.access.require(actor, 'document.read');
    return toDocumentDto(await this.row(actor, id));
  }

  async listVersions(actor: Actor, id: string): Promise<DocumentVersionDto[]> {
    await this.access.require(actor, 'document.read');
    await this.row(actor, id);
    return (await this.documents.versions(actor, id)).map(toVersionDto);
  }

  async update(actor: Actor, id: string, change: { title?: string; spaceId?: string }): Promise<DocumentDto> {
    const document = await this.writable(actor, id);
    const { title, spaceId } = change;
    const moves = spaceId !== undefined && spaceId !== document.space_id;
    if (moves) await this.access.require(actor, 'document.write', spaceId);
    await this.database.transaction(async () => {
      if (title !== undefined && title !== document.title) {
        await this.documents.rename(id, title);
        await this.intake.retitle(id);
        await this.audit.record(actor, 'document.rename', { objectId: id, spaceId: document.space_id });
      }
      if (moves) {
        await this.documents.move(id, spaceId);
        const detail = { fromSpaceId: document.space_id };
        await this.audit.record(actor, 'document.move', { objectId: id, spaceId, detail });
      }
    });
    return this.get(actor, id);
  }

  async remove(actor: Actor, id: string): Promise<void> {
    const { space_id: spaceId } = await this.writable(actor, id);
    await this.database.transaction(async () => {
      await this.documents.markDeleted(id, actor.personId);
      await this.audit.record(actor, 'document.delete', { objectId: id, spaceId });
    });
  }

  /** Undoes a deletion; what had not been read to the end goes on. */
  async restore(actor: Actor, id: string): Promise<DocumentDto> {
    await this.access.require(actor, 'document.write');
    const document = await this.documents.findDeleted(actor, id, this.undoSince());
    if (!document) throw notFound('document');
    await this.database.transaction(async () => {
      await this.documents.restore(id);
      await this.intake.resume(document.newest_id, document.state);
      await this.audit.record(actor, 'document.restore', { objectId: id, spaceId: document.space_id });
    });
    return this.get(actor, id);
  }

  /** A new version; the old one answers until the new one's words are searchable, and citations keep theirs. */
  async replace(actor: Actor, id: string, given: GivenFile): Promise<DocumentDto> {
    const { space_id: spaceId } = await this.writable(actor, id);
    await this.intake.take(actor, { spaceId, uploadId: null, documentId: id }, given);
    return this.get(actor, id);
  }

  async retry(actor: Actor, id: string): Promise<DocumentDto> {
    await this.writable(actor, id);
    await this.intake.retry(actor, id);
    return this.get(actor, id);
  }

  /** The document, if the actor may change it: 404 when they may not see it, 403 when they may only read it. */
  async writable(actor: Actor, id: string): Promise<DocumentRow> {
    await this.access.require(actor, 'document.write');
    const document = await this.row(actor, id);
    if (document.may_write) return document;
    throw new Problem(
      403,
      'space-role-missing',
      'You may read this document, but not change it. Ask an owner of its space to make you an editor.',
    );
  }

  private async row(actor: Actor, id: string): Promise<DocumentRow> {
    const row = await this.documents.find(actor, id);
    if (!row) throw notFound('document');
    return row;
  }

  private undoSince(): Date {
    return new Date(Date.now() - this.configuration.settings.deletedDays * DAY_MS);
  }
}
