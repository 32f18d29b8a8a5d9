import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AccessService, type Actor, AuditLog } from '../../access/index.js';
import { Problem, logger, notFound } from '../../platform/index.js';
import { DocumentRepository, type DocumentRow, type VersionRow } from '../document.repository.js';
import { type ByteRange, FileStore } from '../file-store/file-store.js';
import { type Citation, citedRange } from './highlight.js';
import { drawPage } from './page.js';
import type { BlocksQuery, BlocksView, ViewQuery } from './view.dto.js';
import { readTicket, writeTicket } from './view-ticket.js';
import { ViewerRepository } from './viewer.repository.js';
import { windowOf } from './window.js';

export interface View {
  page: string;
  /** Of the page's style element. */
  nonce: string;
}

export interface Original {
  fileName: string;
  mediaType: string;
  byteSize: number;
  contentHash: string;
  read(range?: ByteRange): Readable;
}

const TICKET_LIFE_MS = 3_600_000;
const READABLE_STATES = new Set(['words-ready', 'ready']);

/** Shows a version: as a page of our own making, as blocks, as the original's bytes. */
@Injectable()
export class ViewerService {
  constructor(
    private readonly access: AccessService,
    private readonly documents: DocumentRepository,
    private readonly viewer: ViewerRepository,
    private readonly files: FileStore,
    private readonly audit: AuditLog,
  ) {}

  async view(actor: Actor, documentId: string, versionId: string, query: ViewQuery): Promise<View> {
    const { document, version } = await this.readable(actor, documentId, versionId);
    const window = windowOf(version.block_count, query);
    const blocks = await this.viewer.blocks(actor, versionId, window.at, window.count);
    const live = await this.viewer.findLive(actor, documentId);
    const link = await this.linker(actor, documentId, versionId, query);
    const nonce = randomBytes(16).toString('base64');
    const page = drawPage({
      title: document.title,
      language: await this.viewer.findLanguage(versionId),
      blocks,
      total: version.block_count,
      citation: citationOf(query),
      version: { number: version.number, isCurrent: version.is_current, currentNumber: live?.number ?? null },
      earlier: window.earlier === null ? null : link(window.earlier),
      later: window.later === null ? null : link(window.later),
      locale: query.locale ?? actor.locale,
      theme: query.theme,
      nonce,
    });
    return { page, nonce };
  }

  /** For links inside a viewed page, which carry a ticket instead of a session. */
  async viewByTicket(text: string, query: ViewQuery): Promise<View> {
    const ticket = readTicket(text, await this.viewer.ticketKey(), Date.now());
    if (!ticket) throw new Problem(404, 'view-expired', 'This link is too old. Open the document again.');
    const actor = await this.access.actorOf(ticket.personId);
    return this.view(actor, ticket.documentId, ticket.versionId, query);
  }

  async blocks(actor: Actor, documentId: string, versionId: string, query: BlocksQuery): Promise<BlocksView> {
    const { version } = await this.readable(actor, documentId, versionId);
    const middle = query.around ?? query.from ?? 0;
    const at = Math.max(0, Math.min(middle - Math.floor(query.count / 2), version.block_count - query.count));
    const blocks = await this.viewer.blocks(actor, versionId, at, query.count);
    const citation = citationOf(query);
    const highlights = blocks.flatMap((block) => {
      const range = citedRange(block, citation);
      return range ? [{ ordinal: block.ordinal, ...range, anchor: block.anchor }] : [];
    });
    return { blocks, total: version.block_count, highlights };
  }

  async original(actor: Actor, documentId: string, versionId: string): Promise<Original> {
    const { document, version } = await this.find(actor, documentId, versionId);
    await this.files.localPath(version.content_hash).catch(() => {
      throw new Problem(404, 'original-not-kept', 'This file was refused when it came, so it was not kept.');
    });
    return {
      fileName: version.file_name,
      mediaType: version.media_type,
      byteSize: Number(version.byte_size),
      contentHash: version.content_hash,
      read: (range) => {
        if (!range || range.start === 0)
          this.noteDownload(actor, document, versionId).catch((err: unknown) =>
            logger.error({ err }, 'audit'),
          );
        return this.files.read(version.content_hash, range);
      },
    };
  }

  private async noteDownload(actor: Actor, document: DocumentRow, versionId: string): Promise<void> {
    const { id, space_id: spaceId } = document;
    await this.audit.record(actor, 'document.download', { objectId: id, spaceId, detail: { versionId } });
  }

  private async readable(actor: Actor, documentId: string, versionId: string): Promise<Found> {
    const found = await this.find(actor, documentId, versionId);
    const { state, failure_reason: reason } = found.version;
    if (READABLE_STATES.has(state)) return found;
    if (state === 'failed')
      throw new Problem(
        409,
        'document-failed',
        reason ?? 'This file could not be read, so there is nothing to show.',
      );
    throw new Problem(409, 'document-not-read', 'This file has not been read yet. Try again in a moment.');
  }

  private async find(actor: Actor, documentId: string, versionId: string): Promise<Found> {
    await this.access.require(actor, 'document.read');
    const document = await this.documents.find(actor, documentId);
    const version = document && (await this.documents.findVersion(actor, documentId, versionId));
    if (!version) throw notFound('document');
    return { document, version };
  }

  private async linker(
    actor: Actor,
    documentId: string,
    versionId: string,
    query: ViewQuery,
  ): Promise<(at: number) => string> {
    const expiresAtMs = Date.now() + TICKET_LIFE_MS;
    const ticket = { personId: actor.personId, documentId, versionId, expiresAtMs };
    const text = writeTicket(ticket, await this.viewer.ticketKey());
    const { at: _at, ...rest } = query;
    return (at) => {
      const search = new URLSearchParams({ at: String(at), locale: query.locale ?? actor.locale });
      for (const [name, value] of Object.entries(rest))
        if (value !== undefined) search.set(name, String(value));
      return `/api/v1/document-views/${text}?${search}`;
    };
  }
}

interface Found {
  document: DocumentRow;
  version: VersionRow;
}

const citationOf = ({ from, to, start, end }: ViewQuery | BlocksQuery): Citation | null =>
  from === undefined ? null : { from, to: Math.max(from, to ?? from), start, end };
