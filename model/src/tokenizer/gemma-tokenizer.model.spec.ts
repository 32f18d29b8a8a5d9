import { openLlamaCpp } from '../../test/llama-cpp.js';
import { describeFull, modelFiles } from '../../test/model-folder.js';
import { tokenizerLines } from '../../test/tokenizer-lines.js';
import { ggufMetadata } from '../tensor/gguf-file.js';
import { tokenizerFromGguf } from './gguf-tokenizer.js';

const { weights } = modelFiles.gemma;

describeFull('Gemma 3 SentencePiece on its real vocabulary', modelFiles.gemma, () => {
  it('gives the ids of llama.cpp on 1,000 lines, and their text back', async () => {
    const llama = await openLlamaCpp();
    const model = await llama.loadModel({ modelPath: weights, vocabOnly: true });
    const tokenizer = tokenizerFromGguf(ggufMetadata(weights));
    const lines = tokenizerLines();
    const different = lines.filter(
      (line) => tokenizer.encode(line).join() !== model.tokenize(line, false, 'trimLeadingSpace').join(),
    );
    await llama.dispose();
    expect(different.map((line) => line.slice(0, 60))).toEqual([]);
    expect(lines.filter((line) => tokenizer.decode(tokenizer.encode(line)) !== line)).toEqual([]);
  }, 600_000);
});
