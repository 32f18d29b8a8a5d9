import { SchemaConstraint, SchemaGrammar } from '../engine/grammar/schema-grammar.js';
import { SchemaUnsupported } from '../engine/grammar/json-schema.js';
import { TokenTrie, type TokenBytes } from '../engine/grammar/token-trie.js';
import { ModelError } from './model-error.js';

const KEPT_GRAMMARS = 16;

/** Grammars of the schemas asked for lately, for one vocabulary. */
export class OutputGrammars {
  private trie: TokenTrie | undefined;
  private readonly grammars = new Map<string, SchemaGrammar>(); // the latest used last

  constructor(
    private readonly tokens: TokenBytes,
    private readonly endTokens: ReadonlySet<number>,
  ) {}

  /** @throws ModelError `invalid-request` for a schema that cannot be kept, or not within so many tokens */
  constraintFor(schema: Readonly<Record<string, unknown>>, maxTokens: number): SchemaConstraint {
    const constraint = new SchemaConstraint(this.grammarOf(schema), this.endTokens);
    if (constraint.shortest <= maxTokens) return constraint;
    throw new ModelError(
      'invalid-request',
      `The shortest output that keeps the schema may take ${constraint.shortest} tokens, more than the ${maxTokens} asked for.`,
    );
  }

  private grammarOf(schema: Readonly<Record<string, unknown>>): SchemaGrammar {
    const key = JSON.stringify(schema);
    const grammar = this.grammars.get(key) ?? this.compile(schema);
    this.grammars.delete(key);
    this.grammars.set(key, grammar);
    const [oldest] = this.grammars.keys();
    if (this.grammars.size > KEPT_GRAMMARS && oldest !== undefined) this.grammars.delete(oldest);
    return grammar;
  }

  private compile(schema: Readonly<Record<string, unknown>>): SchemaGrammar {
    try {
      this.trie ??= new TokenTrie(this.tokens);
      return new SchemaGrammar(schema, this.trie);
    } catch (error) {
      if (error instanceof SchemaUnsupported || error instanceof RangeError)
        throw new ModelError('invalid-request', error.message);
      throw error;
    }
  }
}
