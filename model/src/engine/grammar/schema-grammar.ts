import type { TokenConstraint } from '../token-constraint.js';
import { ByteDfa } from './byte-dfa.js';
import { readSchema } from './json-schema.js';
import { schemaNfa } from './schema-nfa.js';
import type { TokenTrie } from './token-trie.js';

/** Tokens that may come next, a bit each, and the most bytes that any of them leaves to the nearest end. */
interface Allowed {
  bits: Uint32Array;
  furthest: number;
}

const KEPT_STATES = 2000;

/** A schema for one vocabulary: which tokens may come next in each state. Shared by all requests with that schema. */
export class SchemaGrammar {
  readonly dfa: ByteDfa;
  private readonly allowed = new Map<number, Allowed>();

  /** @throws SchemaUnsupported, or RangeError for a schema that is too large */
  constructor(
    schema: unknown,
    readonly trie: TokenTrie,
  ) {
    const usable = Array.from({ length: 256 }, (_, byte) => trie.hasByte(byte));
    this.dfa = new ByteDfa(schemaNfa(readSchema(schema)), (byte) => usable[byte]!);
  }

  /** Tokens after which an end is still within reach of the rest. */
  allowedIn(state: number, tokensLeft: number): Uint32Array {
    let known = this.allowed.get(state);
    if (!known) {
      known = this.compute(state, Infinity);
      if (this.allowed.size >= KEPT_STATES) this.allowed.clear();
      this.allowed.set(state, known);
    }
    return known.furthest < tokensLeft ? known.bits : this.compute(state, tokensLeft).bits;
  }

  private compute(state: number, tokensLeft: number): Allowed {
    const { dfa, trie } = this;
    const bits = new Uint32Array(Math.ceil(trie.vocabularySize / 32));
    const distances = new Map<number, number>();
    let furthest = 0;
    const visit = (token: number, after: number) => {
      let distance = distances.get(after);
      if (distance === undefined) distances.set(after, (distance = dfa.distance(after)));
      if (distance >= tokensLeft) return;
      if (distance > furthest) furthest = distance;
      bits[token >> 5]! |= 1 << (token & 31);
    };
    trie.walk(state, (at, byte) => dfa.next(at, byte), visit);
    return { bits, furthest };
  }
}

/** Where one request's output stands in its grammar. */
export class SchemaConstraint implements TokenConstraint {
  private state: number;

  constructor(
    private readonly grammar: SchemaGrammar,
    private readonly endTokens: ReadonlySet<number>,
  ) {
    this.state = grammar.dfa.start;
  }

  get done(): boolean {
    return this.grammar.dfa.isDone(this.state);
  }

  /** The fewest tokens that the whole may take, where each is one byte. */
  get shortest(): number {
    return this.grammar.dfa.distance(this.grammar.dfa.start);
  }

  apply(logits: Float32Array, tokensLeft: number): void {
    const bits = this.grammar.allowedIn(this.state, tokensLeft);
    const mayEnd = this.grammar.dfa.accepts(this.state);
    for (let id = 0; id < logits.length; id++) {
      if ((bits[id >> 5]! >>> (id & 31)) & 1) continue;
      if (!(mayEnd && this.endTokens.has(id))) logits[id] = -Infinity;
    }
  }

  accept(id: number): void {
    if (this.endTokens.has(id)) return;
    for (const byte of this.grammar.trie.bytesOf(id)) this.state = this.grammar.dfa.next(this.state, byte);
  }
}
