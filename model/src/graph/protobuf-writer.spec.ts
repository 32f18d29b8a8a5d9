import { ProtobufWriter } from './protobuf-writer.js';

const hex = (writer: ProtobufWriter) => writer.finish().toString('hex');

describe('ProtobufWriter', () => {
  // The first three are the examples of the protocol-buffer documentation.
  it('writes the documented examples', () => {
    expect(hex(new ProtobufWriter().int(1, 150))).toBe('089601');
    expect(hex(new ProtobufWriter().string(2, 'testing'))).toBe('120774657374696e67');
    expect(hex(new ProtobufWriter().message(3, new ProtobufWriter().int(1, 150)))).toBe('1a03089601');
  });

  it('writes negative numbers in ten bytes and floats in four', () => {
    expect(hex(new ProtobufWriter().int(1, -1))).toBe('08ffffffffffffffffff01');
    expect(hex(new ProtobufWriter().float(1, 1))).toBe('0d0000803f');
  });
});
