/** Prompts share keys and values in blocks of so many tokens. */
export const BLOCK_TOKENS = 64;

interface Block {
  serial: number;
  data: Float32Array;
}

/** How far along a text's blocks are known: the next one is looked up below its parent. */
export interface PrefixCursor {
  parent: number | string; // serial of the last block, or what the first depends on beside its ids
  tokens: number;
}

/**
 * Keys and values of texts that were read before, by their exact ids from the first on, so that a text with the same
 * beginning need not be read again. Forgets what was used longest ago; ends before beginnings.
 */
export class PrefixCache {
  private readonly blocks = new Map<string, Block>(); // the latest used last
  private readonly serials = new Set<number>();
  private nextSerial = 0;

  constructor(
    private readonly blockFloats: number,
    private readonly maxBytes: number,
  ) {}

  get bytes(): number {
    return this.blocks.size * this.blockBytes;
  }

  static cursor(scope: string): PrefixCursor {
    return { parent: scope, tokens: 0 };
  }

  /** The block after the cursor, where it is known; moves the cursor behind it. Valid until the next `store`. */
  next(cursor: PrefixCursor, ids: readonly number[]): Float32Array | undefined {
    const key = keyAt(cursor, ids);
    const block = key === undefined ? undefined : this.blocks.get(key);
    if (!block) return undefined;
    this.touch(key!, block);
    Object.assign(cursor, { parent: block.serial, tokens: cursor.tokens + BLOCK_TOKENS });
    return block.data;
  }

  /** Keeps the block after the cursor, which `fill` writes where it is not known yet; moves the cursor behind it. */
  store(cursor: PrefixCursor, ids: readonly number[], fill: (data: Float32Array) => void): boolean {
    if (this.next(cursor, ids)) return true;
    const key = keyAt(cursor, ids);
    const reachable = typeof cursor.parent === 'string' || this.serials.has(cursor.parent);
    if (key === undefined || !reachable || this.blockBytes > this.maxBytes) return false;
    const data = this.room(cursor);
    if (!data) return false;
    fill(data);
    const block = { serial: this.nextSerial++, data };
    this.blocks.set(key, block);
    this.serials.add(block.serial);
    Object.assign(cursor, { parent: block.serial, tokens: cursor.tokens + BLOCK_TOKENS });
    return true;
  }

  clear(): void {
    this.blocks.clear();
    this.serials.clear();
  }

  private get blockBytes(): number {
    return this.blockFloats * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Memory for one more block: new, or that of the one used longest ago, but never of the text being stored. */
  private room(cursor: PrefixCursor): Float32Array | undefined {
    if (this.bytes + this.blockBytes <= this.maxBytes) return new Float32Array(this.blockFloats);
    const [key, block] = this.blocks.entries().next().value!;
    if (block.serial === cursor.parent) return undefined;
    this.blocks.delete(key);
    this.serials.delete(block.serial);
    return block.data;
  }

  private touch(key: string, block: Block): void {
    this.blocks.delete(key);
    this.blocks.set(key, block);
  }
}

/** Undefined where no whole block of ids is left. */
function keyAt({ parent, tokens }: PrefixCursor, ids: readonly number[]): string | undefined {
  if (tokens + BLOCK_TOKENS > ids.length) return undefined;
  const scope = typeof parent === 'number' ? `${parent}` : JSON.stringify(parent);
  return `${scope}:${ids.slice(tokens, tokens + BLOCK_TOKENS).join()}`;
}
