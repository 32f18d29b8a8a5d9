import { cutAt } from './json-parts.js';

/** How text is cut into words before byte-pair merging; the name is GGUF's `tokenizer.ggml.pre`. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const DIGIT = /\p{N}/gu;
const LLAMA3 =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const QWEN2 =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const GPT4O =
  /[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])?|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n/]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const STEPS: Record<string, RegExp[]> = {
  'gpt-2': [GPT2],
  default: [GPT2],
  smollm: [DIGIT, GPT2],
  'llama-bpe': [LLAMA3],
  llama3: [LLAMA3],
  qwen2: [QWEN2],
  'gpt-4o': [GPT4O],
};

export const PRE_TOKENIZERS: readonly string[] = Object.keys(STEPS);
/** Those with which llama.cpp takes a word that is a token as it is. */
export const WHOLE_WORDS: readonly string[] = ['llama-bpe', 'llama3'];

export { GPT2 };

/** The words of a text in order; together they are the text. */
export function preTokenize(name: string, text: string): string[] {
  const steps = STEPS[name];
  if (!steps)
    throw new Error(
      `The pre-tokenizer "${name}" is not supported (supported: ${PRE_TOKENIZERS.join(', ')}).`,
    );
  return steps.reduce((words, pattern) => cutAt(pattern)(words, true), [text]);
}
