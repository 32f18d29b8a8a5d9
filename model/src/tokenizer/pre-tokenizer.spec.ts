import { preTokenize } from './pre-tokenizer.js';

describe('preTokenize', () => {
  it.each([
    ['gpt-2', "I'm 123  here", ['I', "'m", ' 123', ' ', ' here']],
    ['smollm', "I'm 123  here", ['I', "'m", ' ', '1', '2', '3', ' ', ' here']],
    ['llama-bpe', "I'M 12345\n\n x", ['I', "'M", ' ', '123', '45', '\n\n', ' x']],
    ['gpt-2', '你好，世界!', ['你好', '，', '世界', '!']],
    ['gpt-2', 'a \t\n', ['a', ' \t\n']],
  ])('%s cuts %j', (name, text, words) => expect(preTokenize(name, text)).toEqual(words));

  it('loses nothing', () => {
    const text = ' \u0085a\ufeff b\u3000\u3000c 1½Ⅳ²\r\n\t😀 …';
    for (const name of ['gpt-2', 'smollm', 'llama-bpe']) expect(preTokenize(name, text).join('')).toBe(text);
  });
});
