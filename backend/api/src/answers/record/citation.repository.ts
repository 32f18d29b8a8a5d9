import { Injectable } from '@nestjs/common';
import type { Actor } from '../../access/index.js';
import type { Anchor } from '../../documents/index.js';
import { Database } from '../../platform/index.js';
import { type PlacedBlock, PassageBlockRepository } from '../passages/passage-block.repository.js';
import type { Citation } from '../answer.dto.js';

interface CitationRow extends Omit<Citation, 'quote' | 'updatedAt'> {
  answerId: string;
  updatedAt: Date;
}

export interface PlaceRow {
  versionId: string;
  ordinal: number;
  title: string;
  anchor: Anchor;
}

const readable = `d.deleted_at is null
  and exists (select 1 from space_right r where r.space_id = d.space_id and r.person_id = $2)`;

/** Citations with what their reader may know of the document now; what they may not read is missing. */
@Injectable()
export class CitationRepository {
  constructor(
    private readonly database: Database,
    private readonly blocks: PassageBlockRepository,
  ) {}

  async listReadable(actor: Actor, answerIds: readonly string[]): Promise<Map<string, Citation[]>> {
    const rows = await this.database.query<CitationRow>(
      `select c.answer_id as "answerId", c.number, c.document_id as "documentId", c.version_id as "versionId",
         v.number as "versionNumber", coalesce(d.live_version_id = c.version_id, false) as "isCurrentVersion", d.title,
         d.file_name as "fileName", s.id as "spaceId", s.name as "spaceName", c.anchor,
         c.from_ordinal as "fromOrdinal", c.to_ordinal as "toOrdinal", c.start_offset as "start", c.end_offset as "end",
         d.updated_at as "updatedAt"
       from citation c
       join document d on d.id = c.document_id
       join space s on s.id = d.space_id
       join document_version v on v.id = c.version_id
       where c.answer_id = any($1::uuid[]) and ${readable}
       order by c.answer_id, c.number`,
      [answerIds, actor.personId],
    );
    const blocks = await this.blocks.listOf(actor, rows.flatMap(ordinalsOf));
    const texts = new Map(blocks.map((block) => [`${block.versionId} ${block.ordinal}`, block]));
    const byAnswer = new Map<string, Citation[]>();
    for (const { answerId, updatedAt, ...row } of rows) {
      const citation = { ...row, quote: quoteOf(row, texts), updatedAt: updatedAt.toISOString() };
      byAnswer.set(answerId, [...(byAnswer.get(answerId) ?? []), citation]);
    }
    return byAnswer;
  }

  /** Titles and places of passages, of those that the actor may read now. */
  listPlaces(actor: Actor, places: readonly { versionId: string; ordinal: number }[]): Promise<PlaceRow[]> {
    return this.database.query<PlaceRow>(
      `select b.version_id as "versionId", b.ordinal, d.title, b.anchor
       from unnest($1::uuid[], $3::int[]) as place (version_id, ordinal)
       join block b on b.version_id = place.version_id and b.ordinal = place.ordinal
       join document_version v on v.id = b.version_id
       join document d on d.id = v.document_id
       where ${readable}`,
      [places.map((p) => p.versionId), actor.personId, places.map((p) => p.ordinal)],
    );
  }
}

const ordinalsOf = ({
  versionId,
  fromOrdinal,
  toOrdinal,
}: CitationRow): { versionId: string; ordinal: number }[] =>
  Array.from({ length: toOrdinal - fromOrdinal + 1 }, (_, i) => ({ versionId, ordinal: fromOrdinal + i }));

/** The cited words, read from the blocks of the cited version. */
function quoteOf(row: Omit<CitationRow, 'answerId' | 'updatedAt'>, texts: Map<string, PlacedBlock>): string {
  const parts: string[] = [];
  for (let ordinal = row.fromOrdinal; ordinal <= row.toOrdinal; ordinal++) {
    const text = texts.get(`${row.versionId} ${ordinal}`)?.text ?? '';
    const from = ordinal === row.fromOrdinal ? row.start : 0;
    const to = ordinal === row.toOrdinal ? row.end : text.length;
    parts.push(text.slice(from, to));
  }
  return parts.join('\n');
}
