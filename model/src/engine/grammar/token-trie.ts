/** A vocabulary as the model writes it. */
export interface TokenBytes {
  readonly vocabularySize: number;
  /** None for tokens that write nothing. */
  bytesOf(id: number): Uint8Array;
}

const NONE = -1;

/** All tokens by their bytes, so that those with a common beginning are looked at once. */
export class TokenTrie {
  private readonly byte: number[] = [0];
  private readonly child: number[] = [NONE]; // first
  private readonly sibling: number[] = [NONE]; // next
  private readonly token: number[] = [NONE]; // first that ends there
  private readonly sameBytes: Int32Array; // next token of equal bytes

  constructor(private readonly tokens: TokenBytes) {
    this.sameBytes = new Int32Array(tokens.vocabularySize).fill(NONE);
    const index = new Map<number, number>(); // node * 256 + byte -> node
    for (let id = 0; id < tokens.vocabularySize; id++) {
      const bytes = tokens.bytesOf(id);
      if (bytes.length === 0) continue;
      let node = 0;
      for (const byte of bytes) node = this.childOf(node, byte, index);
      this.sameBytes[id] = this.token[node]!;
      this.token[node] = id;
    }
  }

  get vocabularySize(): number {
    return this.tokens.vocabularySize;
  }

  bytesOf(id: number): Uint8Array {
    return this.tokens.bytesOf(id);
  }

  /** Whether some token writes this byte alone. */
  hasByte(byte: number): boolean {
    for (let node = this.child[0]!; node !== NONE; node = this.sibling[node]!)
      if (this.byte[node] === byte) return this.token[node] !== NONE;
    return false;
  }

  /** Visits each token all of whose bytes `step` follows from `state`, with the state after it. */
  walk(
    state: number,
    step: (state: number, byte: number) => number,
    visit: (token: number, state: number) => void,
  ): void {
    const nodes = [this.child[0]!];
    const states = [state];
    while (nodes.length) {
      const node = nodes.pop()!;
      const at = states.pop()!;
      if (node === NONE) continue;
      nodes.push(this.sibling[node]!);
      states.push(at);
      const after = step(at, this.byte[node]!);
      if (after < 0) continue;
      for (let id = this.token[node]!; id !== NONE; id = this.sameBytes[id]!) visit(id, after);
      nodes.push(this.child[node]!);
      states.push(after);
    }
  }

  private childOf(node: number, byte: number, index: Map<number, number>): number {
    const key = node * 256 + byte;
    let child = index.get(key);
    if (child === undefined) {
      child = this.byte.length;
      this.byte.push(byte);
      this.child.push(NONE);
      this.token.push(NONE);
      this.sibling.push(this.child[node]!);
      this.child[node] = child;
      index.set(key, child);
    }
    return child;
  }
}
