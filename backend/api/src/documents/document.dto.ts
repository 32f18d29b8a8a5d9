import { z } from 'zod';
import { dto, pageOf, pageQuery } from '../platform/index.js';

const time = z.iso.datetime();

export const versionState = z.enum(['queued', 'parsing', 'words-ready', 'ready', 'failed', 'cancelled']);
export type VersionState = z.infer<typeof versionState>;

export const failureSchema = z
  .object({
    code: z.string().describe('stable, e.g. `needs-password`'),
    reason: z.string().describe('a sentence that a person can act on'),
  })
  .describe('why the newest version could not be read');

export const documentSchema = z.object({
  id: z.uuid(),
  spaceId: z.uuid(),
  spaceName: z.string(),
  title: z.string(),
  fileName: z.string(),
  folder: z.string().describe("path inside the dropped folder, '/'-separated; '' at the top"),
  mediaType: z.string(),
  byteSize: z.number().int(),
  pageCount: z.number().int().nullable(),
  state: versionState.describe('of the newest version; from words-ready on it answers questions'),
  progress: z.number().min(0).max(1).describe('of the newest version'),
  failure: failureSchema.nullable(),
  version: z
    .object({ id: z.uuid(), number: z.number().int() })
    .describe('what opens: the version that answers questions, before there is one the newest'),
  mayWrite: z.boolean().describe('whether the asker may rename, move, replace and delete it'),
  createdAt: time,
  updatedAt: time,
  deletedAt: time.nullable(),
});

export class DocumentDto extends dto(documentSchema) {}
export class DocumentPageDto extends dto(pageOf(documentSchema)) {}

export const versionSchema = z.object({
  id: z.uuid(),
  number: z.number().int(),
  fileName: z.string(),
  mediaType: z.string(),
  byteSize: z.number().int(),
  pageCount: z.number().int().nullable(),
  state: versionState,
  progress: z.number(),
  failure: failureSchema.nullable(),
  isCurrent: z.boolean().describe('whether questions are answered from it'),
  createdAt: time,
});

export class DocumentVersionDto extends dto(versionSchema) {}
export class DocumentVersionsDto extends dto(z.object({ items: z.array(versionSchema) })) {}

const sorts = ['updated', '-updated', 'title', '-title', 'size', '-size'] as const;
export type DocumentSort = (typeof sorts)[number];

export class ListDocumentsDto extends dto(
  pageQuery.extend({
    query: z.string().trim().max(200).optional().describe('words of the title or file name'),
    sort: z.enum(sorts).default('-updated').describe('a leading - turns the order around'),
    folder: z.string().max(1000).optional().describe('only this folder and those inside it'),
  }),
) {}

export class DeletedDocumentsQueryDto extends dto(pageQuery) {}

export class DocumentIdDto extends dto(z.object({ id: z.uuid() })) {}
export class SpaceDocumentsDto extends dto(z.object({ id: z.uuid().describe('of the space') })) {}
export class VersionIdDto extends dto(z.object({ id: z.uuid(), versionId: z.uuid() })) {}

export class ChangeDocumentDto extends dto(
  z.object({
    title: z.string().trim().min(1).max(300).optional(),
    spaceId: z.uuid().optional().describe('move it there; the rights of that space hold at once'),
  }),
) {}
