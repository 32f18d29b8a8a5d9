import { encodeFrame, FrameDecoder } from './frames.js';

const FRAMES = [
  { header: { id: 1, text: '中🎉' }, body: Buffer.from([1, 2, 3]) },
  { header: { id: 2 }, body: Buffer.alloc(0) },
  { header: { id: 3 }, body: Buffer.alloc(70_000, 7) },
];
const STREAM = Buffer.concat(FRAMES.map(({ header, body }) => encodeFrame(header, body)));

describe('frames', () => {
  it.each([1, 3, 7, 1000, 1 << 20])('come back whole from chunks of %d bytes', (size) => {
    const decoder = new FrameDecoder();
    const received = [];
    const stream = size < 8 ? STREAM.subarray(0, 400) : STREAM;
    for (let at = 0; at < stream.length; at += size)
      received.push(...decoder.push(stream.subarray(at, at + size)));
    const expected = size < 8 ? FRAMES.slice(0, 2) : FRAMES;
    expect(received.map(({ header, body }) => ({ header, body: [...body] }))).toEqual(
      expected.map(({ header, body }) => ({ header, body: [...body] })),
    );
  });

  it('refuses what is not a frame', () => {
    expect(() => new FrameDecoder().push(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))).toThrow(
      'not made of frames',
    );
  });
});
