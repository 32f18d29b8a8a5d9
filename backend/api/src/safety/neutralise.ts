/** The fence that quoted data stands between in a prompt; nothing inside can look like it. */
export const DATA_START = '<<<';
export const DATA_END = '>>>';

/** Characters that hide text or turn its direction: controls, joiners, marks of direction, tags. */
const INVISIBLE =
  /(?![\t\n\r])[\p{Cc}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
/** Marks by which chat templates tell turns apart, in any spelling. */
const TEMPLATE_MARKS =
  /<\|[^|<>\n]{0,40}\|>|<\/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn|system|user|assistant|im_start|im_end)>|\[\/?(?:INST|SYS)\]|<<\/?SYS>>/giu;

/**
 * Text from documents as data for a prompt: without hidden characters, without anything that a chat template or
 * the fence would read as its own. Words stay as they are.
 */
export function neutralise(text: string): string {
  let clean = text.replace(INVISIBLE, '');
  for (let before = ''; before !== clean;) {
    before = clean;
    clean = clean.replace(TEMPLATE_MARKS, ' ');
  }
  return clean
    .replace(/<{2,}/g, (run) => '‹'.repeat(run.length))
    .replace(/>{2,}/g, (run) => '›'.repeat(run.length));
}

/** One numbered passage between fences. The title is data as well. */
export function quotedData(number: number, title: string, text: string): string {
  const name = neutralise(title).replace(/\s+/g, ' ').replace(/["<>]/g, "'").slice(0, 200);
  return `${DATA_START} [${number}] "${name}"\n${neutralise(text)}\n${DATA_END}`;
}
