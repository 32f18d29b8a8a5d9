import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { tokenizerLines } from '../../test/tokenizer-lines.js';
import { tokenizerFromGguf } from './gguf-tokenizer.js';
import { cutterOf, list, record } from './json-parts.js';
import { tokenizerFromJson } from './json-tokenizer.js';
import { preTokenize } from './pre-tokenizer.js';
import type { Tokenizer } from './tokenizer.js';

interface Entry {
  name: string;
  gguf?: Record<string, unknown>;
  json?: unknown;
  ids: string;
}

/** Tiny tokenizers and the ids of Python's libraries, written by test/make-tokenizer-reference.py. */
const ENTRIES = JSON.parse(
  zlib
    .inflateSync(fs.readFileSync(path.resolve(import.meta.dirname, '../../test/tokenizer-reference.bin')))
    .toString(),
) as Entry[];

function idsOf({ ids }: Entry): number[][] {
  const bytes = zlib.inflateSync(Buffer.from(ids, 'base64'));
  const lines: number[][] = [];
  for (let at = 0; at < bytes.length;) {
    const count = bytes.readUInt16LE(at);
    lines.push(Array.from({ length: count }, (_, i) => bytes.readUInt16LE(at + 2 + 2 * i)));
    at += 2 + 2 * count;
  }
  return lines;
}

describe('Tokenizers against Python sentencepiece and tokenizers', () => {
  let folder: string;
  beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-tokenizers-'))));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  function open({ gguf, json }: Entry): Tokenizer {
    if (gguf) {
      const map = gguf['tokenizer.ggml.precompiled_charsmap'] as string | undefined;
      const read = map && { 'tokenizer.ggml.precompiled_charsmap': [...Buffer.from(map, 'base64')] };
      return tokenizerFromGguf(new Map(Object.entries({ ...gguf, ...read })));
    }
    const file = path.join(folder, 'tokenizer.json');
    fs.writeFileSync(file, JSON.stringify(json));
    return tokenizerFromJson(file);
  }

  it.each(ENTRIES.map((entry) => [entry.name, entry] as const))('%s', (_, entry) => {
    const tokenizer = open(entry);
    const expected = idsOf(entry);
    const lines = tokenizerLines().slice(0, expected.length);
    const different = lines.flatMap((line, i) => {
      const ours = tokenizer.encode(line);
      return ours.join() === expected[i]!.join()
        ? []
        : [{ line, ours: ours.join(), expected: expected[i]!.join() }];
    });
    expect(different.slice(0, 3)).toEqual([]);
    expect(different).toHaveLength(0);
    expect(expected.length).toBeGreaterThanOrEqual(200);
  });

  it.each([
    ['qwen2', "byte-level BPE as Qwen's"],
    ['llama-bpe', "byte-level BPE as Llama 3's"],
    ['gpt-4o', "byte-level BPE as Phi-4-mini's"],
  ])('%s cuts in GGUF as its tokenizer.json does', (name, entryName) => {
    const json = record(ENTRIES.find((entry) => entry.name === entryName)!.json);
    const cut = cutterOf(list(record(json['pre_tokenizer'])['pretokenizers'])[0]);
    for (const line of tokenizerLines()) expect(preTokenize(name, line)).toEqual(cut([line], true));
  });

  it('text never becomes a control token, a user token always does', () => {
    const entry = ENTRIES.find(({ name }) => name === "SentencePiece BPE, tokenizer.json as Llama 2's")!;
    const tokenizer = open(entry);
    const eos = tokenizer.specialTokens.get('</s>')!;
    expect(tokenizer.encode('a</s>b')).not.toContain(eos);
    expect(tokenizer.encode('a</s>b', { special: true })).toContain(eos);
    expect(tokenizer.encode('aVPNb')).toContain(tokenizer.encode('VPN').at(-1));
    expect(tokenizer.decode(tokenizer.encode('it is 好 \u{1F600}'))).toBe('it is 好 \u{1F600}');
  });

  it('says which tokenizer it cannot read', () => {
    expect(() => open({ name: '', gguf: { 'tokenizer.ggml.model': 'rwkv' }, ids: '' })).toThrow('"rwkv"');
    expect(() => open({ name: '', json: { model: { type: 'WordLevel' } }, ids: '' })).toThrow('"WordLevel"');
    const strange = { model: { type: 'Unigram', vocab: [['a', 0]] }, normalizer: { type: 'Nmt' } };
    expect(() => open({ name: '', json: strange, ids: '' })).toThrow('normaliser "Nmt"');
  });
});
