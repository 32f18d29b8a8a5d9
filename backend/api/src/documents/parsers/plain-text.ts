const MARKS = '\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff';
const INVISIBLE = new RegExp(`(?![\\t\\n\\v\\f\\r\\u0085])\\p{Cc}|[${MARKS}]`, 'gu');

/** One block's text as it is stored: NFC, no invisible characters, no runs of blanks, no blank lines. */
export function tidy(text: string): string {
  const plain = text
    .replace(INVISIBLE, '')
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\n ]*/g, '\n')
    .trim();
  return wellFormed(plain.normalize('NFC'));
}

/** As `tidy`, but indentation and blank lines of code stay. */
export function tidyCode(text: string): string {
  const plain = text
    .replace(INVISIBLE, '')
    .replace(/\r\n?/g, '\n')
    .replace(/^\n+|\s+$/g, '');
  return wellFormed(plain.normalize('NFC'));
}

/** Half a surrogate pair cannot be stored as UTF-8. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

const HAN = /[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]/;

export function countHan(text: string): number {
  return text.match(HAN)?.length ?? 0;
}

export function isWide(char: string | undefined): boolean {
  return char !== undefined && WIDE.test(char);
}

/**
 * Joins two lines of one paragraph: hyphenation mended, no blank beside Chinese characters. `compounds` are words, in
 * lower case, that the document writes with a hyphen inside a line too: their hyphen stays.
 */
export function joinLines(left: string, right: string, compounds?: ReadonlySet<string>): string {
  if (left === '') return right;
  if (right === '') return left;
  if (isWide(left.at(-1)) || isWide(right[0])) return left + right;
  const tail = /(\p{L}+(?:-\p{L}+)*)[-\u2010\u00ad]$/u.exec(left)?.[1];
  const head = /^\p{Ll}+(?:-\p{L}+)*/u.exec(right)?.[0];
  if (/[\p{L}\p{N}]-$/u.test(left) && /^[\p{Lu}\p{N}]/u.test(right)) return left + right;
  if (!tail || !head) return `${left} ${right}`;
  const keeps = tail.includes('-') || head.includes('-') || compounds?.has(`${tail}-${head}`.toLowerCase());
  return (keeps ? left : left.slice(0, -1)) + right;
}
