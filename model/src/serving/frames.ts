/**
 * Messages on a stream socket: [u32 length of what follows][u32 length of the header][header, JSON][body, bytes].
 * Lengths are little endian.
 */
export interface Frame {
  header: Record<string, unknown>;
  body: Buffer;
}

const PREFIX_BYTES = 8;
const MAX_FRAME_BYTES = 256 * 1024 * 1024;
const NO_BODY = new Uint8Array(0);

export function encodeFrame(header: object, body: Uint8Array = NO_BODY): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  const length = 4 + json.length + body.length;
  if (length > MAX_FRAME_BYTES)
    throw new Error(`A message of ${length} bytes is too large; send fewer texts at a time.`);
  prefix.writeUInt32LE(length, 0);
  prefix.writeUInt32LE(json.length, 4);
  return Buffer.concat([prefix, json, body]);
}

/** Cuts a stream into frames, however it was chunked. Throws on what cannot be a frame. */
export class FrameDecoder {
  private chunks: Buffer[] = [];
  private length = 0;

  push(chunk: Buffer): Frame[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    const frames: Frame[] = [];
    for (let frame = this.next(); frame; frame = this.next()) frames.push(frame);
    return frames;
  }

  private next(): Frame | undefined {
    if (this.length < PREFIX_BYTES) return undefined;
    if (this.chunks[0]!.length < PREFIX_BYTES) this.join();
    const total = 4 + this.chunks[0]!.readUInt32LE(0);
    const headerLength = this.chunks[0]!.readUInt32LE(4);
    if (total > MAX_FRAME_BYTES || headerLength + PREFIX_BYTES > total)
      throw new Error('The stream is not made of frames.');
    if (this.length < total) return undefined;
    this.join();
    const all = this.chunks[0]!;
    const bodyAt = PREFIX_BYTES + headerLength;
    const header: unknown = JSON.parse(all.toString('utf8', PREFIX_BYTES, bodyAt));
    if (typeof header !== 'object' || header === null) throw new Error('The stream is not made of frames.');
    this.chunks = total < all.length ? [all.subarray(total)] : [];
    this.length -= total;
    return { header: header as Record<string, unknown>, body: all.subarray(bodyAt, total) };
  }

  private join(): void {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
  }
}
