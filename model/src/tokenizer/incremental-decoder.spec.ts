import { IncrementalDecoder } from './incremental-decoder.js';

const bytesOf = (id: number) => Uint8Array.of(id);

/** Feeds a text byte by byte, as the worst tokenizer would. */
function stream(text: string): string[] {
  const decoder = new IncrementalDecoder({ bytesOf });
  return [...Buffer.from(text)].map((byte) => decoder.push(byte)).concat(decoder.finish());
}

describe('IncrementalDecoder', () => {
  it.each(['plain', '中文字', '🎉👍🏽', 'a🎉b中', '\ufeffmark'])(
    'gives %j in whole characters only',
    (text) => {
      const parts = stream(text);
      expect(parts.join('')).toBe(text);
      for (const part of parts) expect(part).not.toMatch(/\ufffd|[\ud800-\udbff]$|^[\udc00-\udfff]/);
    },
  );

  it('shows an unfinished character as U+FFFD at the end', () => {
    const decoder = new IncrementalDecoder({ bytesOf });
    expect(decoder.push(0xe4)).toBe('');
    expect(decoder.finish()).toBe('\ufffd');
  });
});
