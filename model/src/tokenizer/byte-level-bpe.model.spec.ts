import { openLlamaCpp } from '../../test/llama-cpp.js';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { tokenizerLines } from '../../test/tokenizer-lines.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { bpeFromGguf } from './byte-level-bpe.js';

const { weights } = modelFiles.generator;

describeWithFiles('SmolLM2 byte-level BPE on real weights', modelFiles.generator, () => {
  it('gives the ids of llama.cpp on 1,000 lines of words, Chinese, code, emoji and odd white space', async () => {
    const llama = await openLlamaCpp();
    const model = await llama.loadModel({ modelPath: weights, vocabOnly: true });
    const tokenizer = bpeFromGguf(ggufMetadata(weights));
    let compared = 0;
    const different = tokenizerLines().filter((line) => {
      const expected = model.tokenize(line, false, 'trimLeadingSpace');
      compared += expected.length;
      return tokenizer.encode(line).join() !== expected.join();
    });
    await llama.dispose();
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(30_000);
  });

  it('decodes to the text that was encoded', () => {
    const tokenizer = bpeFromGguf(ggufMetadata(weights));
    const bytesMissing = (text: string) => /(?![\t\n])\p{Cc}/u.test(text); // not in this vocabulary
    const lines = tokenizerLines().filter((line) => !bytesMissing(line));
    expect(lines.length).toBeGreaterThan(900);
    for (const line of lines) expect(tokenizer.decode(tokenizer.encode(line))).toBe(line);
  });
});
