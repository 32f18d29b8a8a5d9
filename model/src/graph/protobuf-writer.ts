const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Writer of protocol-buffer messages: only the wire types that ONNX files use. */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  int(field: number, value: number | bigint): this {
    return this.tag(field, VARINT).varint(value);
  }

  float(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    this.tag(field, FIXED32).parts.push(bytes);
    return this;
  }

  bytes(field: number, bytes: Uint8Array): this {
    this.tag(field, LENGTH_DELIMITED).varint(bytes.length).parts.push(bytes);
    return this;
  }

  string(field: number, text: string): this {
    return this.bytes(field, Buffer.from(text));
  }

  message(field: number, message: ProtobufWriter): this {
    return this.bytes(field, message.finish());
  }

  finish(): Buffer {
    return Buffer.concat(this.parts);
  }

  private tag(field: number, wireType: number): this {
    return this.varint((field << 3) | wireType);
  }

  private varint(value: number | bigint): this {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.parts.push(Uint8Array.from(bytes));
    return this;
  }
}
