/** Limits what may come next, token by token: the state of one request's grammar. */
export interface TokenConstraint {
  /** Gives tokens that may not come next the logit -Infinity. At least one always may. */
  apply(logits: Float32Array, tokensLeft: number): void;
  /** Takes note of a chosen token. */
  accept(id: number): void;
  /** True where nothing may follow but the end. */
  readonly done: boolean;
}
