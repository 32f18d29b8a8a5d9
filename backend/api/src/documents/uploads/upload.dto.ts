import { z } from 'zod';
import { dto } from '../../platform/index.js';
import { failureSchema, versionState } from '../document.dto.js';

const fileSchema = z.object({
  documentId: z.uuid(),
  versionId: z.uuid(),
  title: z.string(),
  fileName: z.string(),
  folder: z.string(),
  byteSize: z.number().int(),
  state: versionState,
  progress: z.number().min(0).max(1),
  failure: failureSchema.nullable(),
});

export const uploadSchema = z.object({
  id: z.uuid(),
  spaceId: z.uuid(),
  state: z.enum(['receiving', 'working', 'done', 'cancelled']),
  files: z.array(fileSchema),
  done: z.number().int().describe('files that are ready, failed or cancelled'),
  total: z.number().int().describe('files announced, or received when those are more'),
  progress: z.number().min(0).max(1).describe('of the whole, by the work that is left'),
  secondsLeft: z.number().int().nullable().describe('null while nothing can be said'),
});

export class UploadDto extends dto(uploadSchema) {}
export class UploadIdDto extends dto(z.object({ id: z.uuid() })) {}
export class UploadSpaceDto extends dto(z.object({ id: z.uuid().describe('of the space') })) {}
export class StartUploadDto extends dto(
  z.object({ files: z.number().int().min(1).max(100_000).optional().describe('how many files will come') }),
) {}
export class UploadFileDto extends dto(
  z.object({ path: z.string().max(4000).optional().describe('folder of the file inside what was dropped') }),
) {}
