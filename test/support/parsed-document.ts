import type { Block, ParsedSummary } from '../../backend/api/src/documents/block.js';
import { parseDocument, type ParseOptions } from '../../backend/api/src/documents/parsers/parse-document.js';

export interface Parsed {
  blocks: Block[];
  summary: ParsedSummary;
}

/** Reads all blocks of a document in this process; text is taken as UTF-8. */
export async function parsed(
  bytes: Uint8Array | string,
  fileName: string,
  options?: ParseOptions,
): Promise<Parsed> {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  const generator = parseDocument(data, fileName, options);
  const blocks: Block[] = [];
  for (;;) {
    const next = await generator.next();
    if (next.done) return { blocks, summary: next.value };
    blocks.push(next.value);
  }
}

/** Kind and text of each block, for short expectations. */
export function outline(blocks: Block[]): string[] {
  return blocks.map((block) => `${block.kind}${block.level ?? ''} ${block.text}`);
}
