import fs from 'node:fs';
import path from 'node:path';
import { SafetensorsFile } from '@deskmate/model';
import { floatTensor, writeGguf } from '../../model/test/gguf-writer.js';

/** `node … bert-gguf.ts FOLDER FILE.gguf`: a BERT sentence encoder of safetensors as llama.cpp reads it, in 32 bits. */
const [folder, target] = process.argv.slice(2);
if (!folder || !target) throw new Error('usage: bert-gguf.ts FOLDER FILE.gguf');
convert(folder, target);

function convert(source: string, file: string): void {
  const read = (name: string): unknown => JSON.parse(fs.readFileSync(path.join(source, name), 'utf8'));
  const config = read('config.json') as Record<string, number>;
  const { model } = read('tokenizer.json') as { model: { vocab: Record<string, number> } };
  const weights = new SafetensorsFile(path.join(source, 'model.safetensors'));
  const tensors = [...weights.tensors.keys()].flatMap((name) => {
    const known = ggufName(name);
    return known ? [floatTensor(known, [...weights.info(name).shape], weights.floats(name))] : [];
  });
  writeGguf(
    file,
    {
      'general.architecture': 'bert',
      'general.name': path.basename(source),
      'bert.context_length': config['max_position_embeddings']!,
      'bert.embedding_length': config['hidden_size']!,
      'bert.feed_forward_length': config['intermediate_size']!,
      'bert.block_count': config['num_hidden_layers']!,
      'bert.attention.head_count': config['num_attention_heads']!,
      'bert.attention.layer_norm_epsilon': { f32: config['layer_norm_eps']! },
      'bert.attention.causal': false,
      'bert.pooling_type': 1, // the mean
      'tokenizer.ggml.model': 'bert',
      'tokenizer.ggml.token_type_count': config['type_vocab_size']!,
      'tokenizer.ggml.tokens': Object.entries(model.vocab)
        .sort(([, a], [, b]) => a - b)
        .map(([token]) => phantomSpace(token)),
    },
    tensors,
  );
  weights.close();
}

/** GGUF marks where a word begins, WordPiece where it goes on. */
function phantomSpace(token: string): string {
  if (/^\[.*\]$/.test(token)) return token;
  return token.startsWith('##') ? token.slice(2) : `▁${token}`;
}

/** Undefined for the pooler, which an embedding does without, and for what is no weight. */
function ggufName(name: string): string | undefined {
  const fixed: Record<string, string> = {
    'embeddings.word_embeddings.weight': 'token_embd.weight',
    'embeddings.position_embeddings.weight': 'position_embd.weight',
    'embeddings.token_type_embeddings.weight': 'token_types.weight',
    'embeddings.LayerNorm.weight': 'token_embd_norm.weight',
    'embeddings.LayerNorm.bias': 'token_embd_norm.bias',
  };
  const inLayer: Record<string, string> = {
    'attention.self.query': 'attn_q',
    'attention.self.key': 'attn_k',
    'attention.self.value': 'attn_v',
    'attention.output.dense': 'attn_output',
    'attention.output.LayerNorm': 'attn_output_norm',
    'intermediate.dense': 'ffn_up',
    'output.dense': 'ffn_down',
    'output.LayerNorm': 'layer_output_norm',
  };
  const [, layer, part, kind] = /^encoder\.layer\.(\d+)\.(.+)\.(weight|bias)$/.exec(name) ?? [];
  const block = part && inLayer[part];
  return block ? `blk.${layer}.${block}.${kind}` : fixed[name];
}
