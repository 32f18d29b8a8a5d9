import { Template } from '@huggingface/jinja';
import { SpecialTokenSplitter, type Tokenizer } from './tokenizer.js';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A model's own prompt format. Text inside messages can never become a special token. */
export class ChatTemplate {
  private readonly template: Template;

  constructor(
    source: string,
    private readonly tokens: { bos: string; eos: string } = { bos: '', eos: '' },
  ) {
    this.template = new Template(source);
  }

  render(messages: readonly ChatMessage[]): string {
    return this.template.render({
      messages,
      add_generation_prompt: true,
      bos_token: this.tokens.bos,
      eos_token: this.tokens.eos,
    });
  }

  /**
   * Renders with every special token's text inside the messages broken by a character that they do not use, encodes
   * the template's own special tokens, and removes that character from the plain text between them.
   */
  encode(messages: readonly ChatMessage[], tokenizer: Tokenizer): number[] {
    const specials = [...tokenizer.specialTokens.keys()].filter((text) =>
      messages.some((m) => m.content.includes(text)),
    );
    if (specials.length === 0) return tokenizer.encode(this.render(messages), { special: true });
    const mark = unusedCharacter(messages);
    const broken = messages.map((m) => ({ ...m, content: breakTokens(m.content, tokenizer, mark) }));
    const plain = (text: string) => tokenizer.encode(text.replaceAll(mark, ''));
    return new SpecialTokenSplitter(tokenizer.specialTokens).encode(this.render(broken), plain);
  }
}

function unusedCharacter(messages: readonly ChatMessage[]): string {
  for (let code = 0xe000; code <= 0xf8ff; code++) {
    const mark = String.fromCharCode(code);
    if (!messages.some((m) => m.content.includes(mark))) return mark;
  }
  throw new Error(
    'The messages use every private-use character; they cannot be put into the chat template safely.',
  );
}

/** Puts the mark after the first character of every special token, also where breaking one would reveal another. */
function breakTokens(content: string, tokenizer: Tokenizer, mark: string): string {
  const firsts = new Set([...tokenizer.specialTokens.keys()].map((text) => Array.from(text)[0]));
  return Array.from(content, (char) => (firsts.has(char) ? char + mark : char)).join('');
}
