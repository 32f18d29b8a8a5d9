/** How text is cut into words before byte-pair merging; the name is GGUF's `tokenizer.ggml.pre`. */
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const DIGIT = /\p{N}/gu;
const LLAMA3 =
  /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\p{White_Space}\p{L}\p{N}]+[\r\n]*|\p{White_Space}*[\r\n]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const STEPS: Record<string, RegExp[]> = {
  'gpt-2': [GPT2],
  default: [GPT2],
  smollm: [DIGIT, GPT2],
  'llama-bpe': [LLAMA3],
  llama3: [LLAMA3],
};

export const PRE_TOKENIZERS: readonly string[] = Object.keys(STEPS);

/** The words of a text in order; together they are the text. */
export function preTokenize(name: string, text: string): string[] {
  const steps = STEPS[name];
  if (!steps)
    throw new Error(
      `The pre-tokenizer "${name}" is not supported (supported: ${PRE_TOKENIZERS.join(', ')}).`,
    );
  return steps.reduce((words, pattern) => words.flatMap((word) => isolate(word, pattern)), [text]);
}

/** Cuts out every match and keeps what lies between as words of its own. */
function isolate(text: string, pattern: RegExp): string[] {
  const words: string[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) words.push(text.slice(from, match.index));
    words.push(match[0]);
    from = match.index + match[0].length;
  }
  if (from < text.length) words.push(text.slice(from));
  return words;
}
