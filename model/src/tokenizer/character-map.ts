const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const SHORT_BYTES = 6;

/**
 * SentencePiece's compiled normalisation rules: a double-array trie of byte strings, then the texts that they become,
 * each ended by a zero.
 */
export class CharacterMap {
  private readonly units: Uint32Array;
  private readonly texts: Buffer;

  constructor(compiled: Uint8Array) {
    const bytes = Buffer.from(compiled);
    const trieBytes = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
    if (trieBytes === 0 || trieBytes % 4 !== 0 || 4 + trieBytes > bytes.length)
      throw new Error("The tokenizer's character map is damaged.");
    this.units = new Uint32Array(new Uint8Array(bytes.subarray(4, 4 + trieBytes)).buffer);
    this.texts = bytes.subarray(4 + trieBytes);
  }

  normalise(text: string): string {
    let out = '';
    for (const { segment } of graphemes.segment(text)) out += this.grapheme(segment);
    return out;
  }

  /** A short grapheme as a whole where a rule has it, else its characters one by one. */
  private grapheme(text: string): string {
    const whole = Buffer.byteLength(text) < SHORT_BYTES ? this.lookUp(text) : undefined;
    return whole ?? Array.from(text, (char) => this.lookUp(char) ?? char).join('');
  }

  /** What the shortest rule that starts the text makes of it, as the Rust library has it. */
  private lookUp(text: string): string | undefined {
    let at = offsetOf(this.units[0]!);
    for (const byte of Buffer.from(text)) {
      at ^= byte;
      const unit = this.units[at];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      at ^= offsetOf(unit);
      if ((unit >>> 8) & 1) return this.textAt(this.units[at]! & 0x7fffffff);
    }
    return undefined;
  }

  private textAt(start: number): string {
    const end = this.texts.indexOf(0, start);
    return this.texts.toString('utf8', start, end < 0 ? undefined : end);
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 512) >>> 6);
