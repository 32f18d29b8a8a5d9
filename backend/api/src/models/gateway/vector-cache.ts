import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Embedder } from './model.js';

/** Keeps vectors by content in a folder, so that a second bench or test run over the same texts is quick. */
export class CachedEmbedder implements Embedder {
  constructor(
    private readonly inner: Embedder,
    private readonly folder: string,
  ) {}

  get id(): string {
    return this.inner.id;
  }

  get vectorsId(): string {
    return this.inner.vectorsId;
  }

  get dimensions(): number {
    return this.inner.dimensions;
  }

  get languages(): readonly string[] {
    return this.inner.languages;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    const vectors = texts.map((text) => this.read(text));
    const missing = texts.filter((_, i) => !vectors[i]);
    const fresh = missing.length ? await this.inner.embed(missing, signal) : [];
    for (const [i, text] of missing.entries()) this.write(text, fresh[i]!);
    let next = 0;
    return vectors.map((vector) => vector ?? fresh[next++]!);
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.inner.countTokens(texts);
  }

  private fileOf(text: string): string {
    const key = crypto.createHash('sha256').update(`${this.vectorsId}\n${text}`).digest('hex');
    return path.join(this.folder, key.slice(0, 2), `${key}.f32`);
  }

  private read(text: string): Float32Array | undefined {
    const file = this.fileOf(text);
    if (!fs.existsSync(file)) return undefined;
    const bytes = fs.readFileSync(file);
    if (bytes.length !== this.dimensions * 4) return undefined;
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  private write(text: string, vector: Float32Array): void {
    const file = this.fileOf(text);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const part = `${file}.${process.pid}`;
    fs.writeFileSync(part, Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
    fs.renameSync(part, file);
  }
}
