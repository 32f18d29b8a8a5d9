import './isolation.js';
import { asFailure, parseDocument } from '../parsers/parse-document.js';
import type { Block } from '../block.js';
import { ByteReader } from './byte-reader.js';
import { BATCH_LENGTH, MAX_BATCHES_UNDER_WAY, type ParserReply, type ParserRequest } from './protocol.js';

/** Main of the parser process: one document at a time, until the parent goes away. */
const input = new ByteReader(process.stdin);
let underWay = 0;
let wake: (() => void) | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (request: ParserRequest) => {
  if (request.kind === 'more') {
    underWay--;
    wake?.();
  } else {
    void parse(request);
  }
});
reply({ kind: 'ready' });

async function parse({ fileName, size, limits }: Extract<ParserRequest, { kind: 'parse' }>): Promise<void> {
  try {
    const bytes = await input.take(size);
    const blocks = parseDocument(bytes, fileName, { limits, onProgress: throttled() });
    const batch = new Batch();
    let next = await blocks.next();
    for (; !next.done; next = await blocks.next()) if (batch.add(next.value)) await send(batch.take());
    if (batch.size > 0) await send(batch.take());
    reply({ kind: 'done', summary: next.value });
  } catch (error) {
    const { code, reason, cause } = asFailure(error);
    const detail = cause instanceof Error ? { detail: String(cause.stack).slice(0, 2000) } : {};
    reply({ kind: 'failed', code, reason, ...detail });
  }
}

class Batch {
  private blocks: Block[] = [];
  private length = 0;

  get size(): number {
    return this.blocks.length;
  }

  /** True when the batch is full. */
  add(block: Block): boolean {
    this.blocks.push(block);
    this.length += block.text.length + 100;
    return this.length >= BATCH_LENGTH;
  }

  take(): Block[] {
    const blocks = this.blocks;
    [this.blocks, this.length] = [[], 0];
    return blocks;
  }
}

/** Waits while the receiver has not kept up, so that neither side piles up blocks. */
async function send(blocks: Block[]): Promise<void> {
  while (underWay >= MAX_BATCHES_UNDER_WAY) await new Promise<void>((resolve) => (wake = resolve));
  underWay++;
  reply({ kind: 'blocks', blocks });
}

const PROGRESS_EVERY_MS = 100;

function throttled(): (share: number) => void {
  let last = 0;
  return (share) => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    reply({ kind: 'progress', share: Math.min(1, Math.max(0, share)) });
  };
}

function reply(message: ParserReply): void {
  process.send?.(message);
}
