import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { describeWithFiles, modelFiles } from '../../test/model-folder.js';
import { tokenizerLines } from '../../test/tokenizer-lines.js';
import { wordPieceFromJson } from './word-piece.js';

/** Ids of Python's `tokenizers`, written by test/make-wordpiece-reference.py. */
function referenceIds(): number[][] {
  const file = path.resolve(import.meta.dirname, '../../test/wordpiece-reference.bin');
  const bytes = zlib.inflateSync(fs.readFileSync(file));
  const lines: number[][] = [];
  for (let at = 0; at < bytes.length;) {
    const count = bytes.readUInt16LE(at);
    lines.push(Array.from({ length: count }, (_, i) => bytes.readUInt16LE(at + 2 + 2 * i)));
    at += 2 + 2 * count;
  }
  return lines;
}

describeWithFiles(
  'MiniLM WordPiece on its real vocabulary',
  { tokenizer: modelFiles.embedder.tokenizer },
  () => {
    it('gives the reference ids on 1,000 lines of words, Chinese, code, emoji and odd white space', () => {
      const tokenizer = wordPieceFromJson(modelFiles.embedder.tokenizer);
      const expected = referenceIds();
      const lines = tokenizerLines();
      expect(lines).toHaveLength(expected.length);
      const different = lines.filter((line, i) => tokenizer.encode(line).join() !== expected[i]!.join());
      expect(different).toEqual([]);
    });
  },
);
