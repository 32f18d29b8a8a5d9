import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeTinyGguf, writeTinyHub, type TinyDecoder } from '../../test/tiny-decoder.js';
import { writeSafetensors } from '../../test/safetensors-writer.js';
import { SafetensorsFile } from '../tensor/safetensors-file.js';
import { BYTE_TO_CHAR } from '../tokenizer/byte-alphabet.js';
import { loadModel } from './load-model.js';
import type { GenerateRequest } from './model-contract.js';

const TINY: TinyDecoder = {
  architecture: 'llama',
  hidden: 64,
  heads: 4,
  kvHeads: 2,
  headSize: 16,
  ffn: 96,
  layers: 2,
  context: 128,
  tied: true,
  permuted: true,
  hub: {},
};
const SPECIAL = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<unused>'];
const TEMPLATE =
  "{{ bos_token }}{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}";

/** What the hub lays beside the weights about tokens: the same byte alphabet as the tiny GGUF file has. */
function writeTokens(folder: string): void {
  const write = (name: string, json: unknown) =>
    fs.writeFileSync(path.join(folder, name), JSON.stringify(json));
  write('tokenizer.json', {
    added_tokens: SPECIAL.map((content, i) => ({ id: 256 + i, content, special: true })),
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    model: {
      type: 'BPE',
      vocab: Object.fromEntries(BYTE_TO_CHAR.map((char, byte) => [char, byte])),
      merges: [],
    },
  });
  const bos = { content: '<|endoftext|>' };
  write('tokenizer_config.json', { bos_token: bos, eos_token: '<|im_end|>', chat_template: TEMPLATE });
  write('generation_config.json', { eos_token_id: [258, 256] });
}

describe('A generator from a hub checkpoint', () => {
  let folder: string;
  beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deskmate-hub-'))));
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  async function tokensOf(
    weights: string,
    request: GenerateRequest,
  ): Promise<{ prompt: number; ids: number[] }> {
    const model = await loadModel({
      id: 'tiny',
      task: 'generate',
      files: { weights },
      precision: 'fp32',
      threads: 1,
    });
    for await (const event of model.generate(request)) {
      if (event.type !== 'end') continue;
      await model.close();
      return { prompt: event.promptTokens, ids: event.tokenIds };
    }
    throw new Error('There was no end.');
  }

  it('says token for token what the same weights in GGUF say', async () => {
    const gguf = writeTinyGguf(path.join(folder, 'tiny.gguf'), TINY);
    const hub = writeTinyHub(path.join(folder, 'hub'), TINY);
    writeTokens(path.dirname(hub));
    const request = { prompt: 'Hello, wörld', maxTokens: 16 };
    expect(await tokensOf(hub, request)).toEqual(await tokensOf(gguf, request));
  });

  it('reads weights in several parts, and says which is missing', async () => {
    const whole = writeTinyHub(path.join(folder, 'whole'), TINY);
    writeTokens(path.dirname(whole));
    const parts = path.join(folder, 'parts');
    fs.cpSync(path.dirname(whole), parts, { recursive: true });
    const file = new SafetensorsFile(whole);
    const tensors = [...file.tensors.values()].map(({ name, shape }) => ({
      name,
      shape,
      values: file.floats(name),
    }));
    file.close();
    const partAt = (n: number) => path.join(parts, `model-0000${n}-of-00002.safetensors`);
    writeSafetensors(partAt(1), tensors.slice(0, 9));
    writeSafetensors(partAt(2), tensors.slice(9));
    const request = { messages: [{ role: 'user' as const, content: 'Hi' }], maxTokens: 8 };
    const expected = await tokensOf(whole, request);
    expect(expected.prompt).toBe(1 + 1 + 'user\nHi'.length + 1 + 1); // the template writes the first token
    expect(await tokensOf(partAt(1), request)).toEqual(expected);
    fs.rmSync(partAt(2));
    await expect(tokensOf(partAt(1), request)).rejects.toThrow('00002-of-00002.safetensors: is missing');
  });

  it('refuses what it would compute wrongly', async () => {
    const refused = async (hub: Record<string, unknown>, reason: string) => {
      const weights = writeTinyHub(path.join(folder, 'refused'), { ...TINY, hub });
      writeTokens(path.dirname(weights));
      await expect(tokensOf(weights, { prompt: 'x', maxTokens: 1 })).rejects.toThrow(reason);
    };
    await refused({ model_type: 'mamba' }, '"mamba" is not supported for generation');
    await refused({ hidden_act: 'gelu' }, 'The activation "gelu" is not supported for llama');
    await refused({ rope_scaling: { rope_type: 'dynamic', factor: 2 } }, '"dynamic", which is not supported');
    const yarn = { rope_type: 'yarn', factor: 2, original_max_position_embeddings: 64 };
    await refused({ rope_scaling: { ...yarn, mscale: 0.7 } }, 'scaled with mscale');
    await refused({ rope_scaling: { ...yarn, truncate: false } }, 'untruncated bounds');
    await refused({ model_type: 'mistral', sliding_window: 64 }, 'Mistral with a sliding window');
    await refused({ quantization_config: { bits: 4 } }, 'quantised on the hub');
    await refused({ num_local_experts: 8 }, 'Mixture-of-experts');
  });
});
