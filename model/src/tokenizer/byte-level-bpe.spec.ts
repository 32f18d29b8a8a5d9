import { BYTE_TO_CHAR } from './byte-alphabet.js';
import { ByteLevelBpe, bpeFromGguf } from './byte-level-bpe.js';
import { preTokenize } from './pre-tokenizer.js';

const MERGES = ['a b', 'b c', 'ab c', 'Ġ a', 'Ġa b'];
const TOKENS = [...BYTE_TO_CHAR, 'ab', 'bc', 'abc', 'Ġa', 'Ġab', '<|end|>'];
const SPECIAL = new Map([['<|end|>', TOKENS.length - 1]]);

const tiny = (merges = MERGES) =>
  new ByteLevelBpe({
    tokens: TOKENS,
    merges,
    specialTokens: SPECIAL,
    split: (text) => preTokenize('gpt-2', text),
  });
const texts = (ids: number[]) => ids.map((id) => TOKENS[id]);

describe('ByteLevelBpe', () => {
  it('merges the best rank first, not the longest or the leftmost', () => {
    expect(texts(tiny().encode('abc'))).toEqual(['abc']);
    expect(texts(tiny(['b c', 'a b']).encode('abc'))).toEqual(['a', 'bc']);
  });

  it('merges the leftmost of equal pairs', () => {
    expect(texts(tiny(['a b', 'b c']).encode('aab'))).toEqual(['a', 'ab']);
  });

  it('joins a space to the word that follows', () => {
    expect(texts(tiny(['Ġ a', 'Ġa b', 'a b']).encode('ab ab'))).toEqual(['ab', 'Ġab']);
  });

  it('gives back any text, byte for byte', () => {
    for (const text of ['中文 🎉', 'a\u0000b', '\ufeffx', '  \n\t ', 'é\u0301'])
      expect(tiny().decode(tiny().encode(text))).toBe(text);
  });

  it('reads a special token only where it is allowed to', () => {
    expect(tiny().encode('a<|end|>b', { special: true })).toEqual([97, SPECIAL.get('<|end|>'), 98]); // bytes are their own ids here
    expect(tiny().encode('a<|end|>b')).not.toContain(SPECIAL.get('<|end|>'));
  });

  it('leaves special tokens out of decoded text', () => {
    expect(tiny().decode([SPECIAL.get('<|end|>')!, ...tiny().encode('ab')])).toBe('ab');
  });

  it('takes a megabyte without a space in linear time', () => {
    const ids = tiny().encode('abc'.repeat(350_000));
    expect(ids).toHaveLength(350_000);
  });

  it('names a pre-tokenizer that it does not know', () => {
    const metadata = new Map<string, unknown>([
      ['tokenizer.ggml.model', 'gpt2'],
      ['tokenizer.ggml.tokens', ['a']],
      ['tokenizer.ggml.merges', ['a b']],
      ['tokenizer.ggml.pre', 'martian'],
    ]);
    expect(() => bpeFromGguf(metadata)).toThrow(
      'The pre-tokenizer "martian" of this GGUF file is not supported',
    );
    metadata.set('tokenizer.ggml.model', 'llama');
    expect(() => bpeFromGguf(metadata)).toThrow('The tokenizer "llama" of this GGUF file is not supported');
  });
});
