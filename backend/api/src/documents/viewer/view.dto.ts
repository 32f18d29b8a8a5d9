import { z } from 'zod';
import { dto } from '../../platform/index.js';

const offset = z.coerce.number().int().min(0).max(2_000_000_000);

const place = {
  from: offset.optional().describe('ordinal of the first cited block'),
  to: offset.optional().describe('ordinal of the last cited block; like `from` when missing'),
  start: offset.optional().describe('where the citation begins in the text of the first block'),
  end: offset.optional().describe('where it ends, exclusive, in the text of the last block'),
};

const look = {
  at: offset.optional().describe('ordinal of the first block shown; without it the cited place decides'),
  locale: z.enum(['en', 'zh']).optional().describe('language of the labels'),
  theme: z.enum(['light', 'dark', 'auto']).default('auto'),
};

export const viewQuery = z.object({ ...place, ...look });
export type ViewQuery = z.infer<typeof viewQuery>;
export class ViewQueryDto extends dto(viewQuery) {}
export class ViewTicketDto extends dto(z.object({ ticket: z.string().min(10).max(600) })) {}

export const blocksQuery = z.object({
  ...place,
  around: offset
    .optional()
    .describe('ordinal that should be in the middle; without it `from`, else the beginning'),
  count: z.coerce.number().int().min(1).max(1000).default(200),
});
export type BlocksQuery = z.infer<typeof blocksQuery>;
export class BlocksQueryDto extends dto(blocksQuery) {}

const anchorSchema = z
  .object({ kind: z.enum(['page', 'paragraph', 'cells', 'slide', 'mail', 'heading']) })
  .loose()
  .describe(
    'where in the file; page anchors carry page and box [x0, y0, x1, y1] in points from the top left',
  );

const blockSchema = z.object({
  ordinal: z.number().int(),
  kind: z.enum(['heading', 'paragraph', 'list-item', 'table-row', 'mail-part', 'slide', 'note', 'code']),
  level: z.number().int().optional(),
  text: z.string(),
  cells: z.array(z.string()).optional(),
  header: z.array(z.string()).optional(),
  anchor: anchorSchema,
});

const highlightSchema = z.object({
  ordinal: z.number().int(),
  start: z.number().int().describe('in the text of the block'),
  end: z.number().int(),
  anchor: anchorSchema,
});

export const blocksSchema = z.object({
  blocks: z.array(blockSchema),
  total: z.number().int().describe('blocks of the whole version'),
  highlights: z.array(highlightSchema).describe('the cited parts among `blocks`'),
});
export type BlocksView = z.infer<typeof blocksSchema>;
export class BlocksDto extends dto(blocksSchema) {}
