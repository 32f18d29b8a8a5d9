import type { Tokenizer } from './tokenizer.js';

/** Turns tokens into text as they come and holds the bytes of a character back until all of them are there. */
export class IncrementalDecoder {
  private readonly utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(private readonly tokenizer: Pick<Tokenizer, 'bytesOf'>) {}

  push(id: number): string {
    return this.utf8.decode(this.tokenizer.bytesOf(id), { stream: true });
  }

  /** What is left when generation ends: an unfinished character becomes U+FFFD. */
  finish(): string {
    return this.utf8.decode();
  }
}
