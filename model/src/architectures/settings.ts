import type { GgufMetadata, GgufValue } from '../tensor/gguf-file.js';

/** The settings of one decoder under GGUF's names, without the architecture's prefix. */
export class Settings {
  readonly architecture: string;

  constructor(private readonly metadata: GgufMetadata) {
    this.architecture = String(metadata.get('general.architecture'));
  }

  has = (key: string): boolean => this.metadata.has(this.nameOf(key));
  get = (key: string): GgufValue | undefined => this.metadata.get(this.nameOf(key));

  number(key: string, fallback?: number): number {
    const value = this.get(key) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new Error(`The model's description lacks the number ${this.nameOf(key)}.`);
    return value;
  }

  text(key: string, fallback: string): string {
    return String(this.get(key) ?? fallback);
  }

  numbers(key: string): number[] | undefined {
    const value = this.get(key);
    return Array.isArray(value) && value.every((v) => typeof v === 'number')
      ? (value as number[])
      : undefined;
  }

  private nameOf = (key: string): string => `${this.architecture}.${key}`;
}
