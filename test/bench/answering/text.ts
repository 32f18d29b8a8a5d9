/** The bench's own reading of text: fixed, and apart from the product's, so that neither can flatter the other. */

export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text);

export const isChinese = (text: string): boolean => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (text.match(/\p{Script=Han}/gu)?.length ?? 0) / letters > 0.3;
};

const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Words in order: Latin words and numbers, single Han characters. */
export const words = (text: string): string[] =>
  fold(text)
    .replace(/(\d),(?=\d{3})/g, '$1')
    .match(/\p{Script=Han}|[\p{L}\p{M}\p{N}]+(?:\.\d+)?/gu) ?? [];

/** Sentences: after . ! ? before a space and a capital, digit or quote; after 。！？； always; at line ends. */
export function sentences(text: string): string[] {
  return text
    .split(/(?<=[.!?]["'”’)\]]*)\s+(?=["'“‘([]*[\p{Lu}\p{N}\p{Script=Han}])|(?<=[。！？；][”’」』）]*)|\n+/u)
    .flatMap((part) => (part?.trim() ? [part.trim()] : []))
    .reduce<string[]>(joinAbbreviations, []);
}

const ABBREVIATION =
  /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|Jr|Sr|Gen|Col|Inc|Ltd|Co|Corp|e\.g|i\.e|cf|\p{Lu})\.$/u;

function joinAbbreviations(done: string[], part: string): string[] {
  const last = done.at(-1);
  if (last !== undefined && ABBREVIATION.test(last)) done[done.length - 1] = `${last} ${part}`;
  else done.push(part);
  return done;
}

/** What a quoted answer is judged by: two sentences, together at most 400 characters, Chinese 150. */
export function judgedPart(text: string): string {
  const limit = isChinese(text) ? 150 : 400;
  let judged = '';
  for (const sentence of sentences(text).slice(0, 2)) judged += (judged ? '\n' : '') + sentence;
  return [...judged].slice(0, limit).join('');
}

/** A gold answer stands in a text; one of up to three characters must stand as whole tokens. */
export function holds(text: string, gold: string): boolean {
  const [said, wanted] = [words(text), words(gold)];
  if (!wanted.length) return false;
  for (let i = 0; i + wanted.length <= said.length; i++) {
    if (wanted.every((word, j) => said[i + j] === word)) return true;
  }
  if ([...gold.trim()].length <= 3 && !hasHan(gold)) return false;
  return bare(text).includes(bare(gold));
}

const bare = (text: string): string => fold(text).replace(/[\s\p{P}]+/gu, '');

const numbersOf = (text: string): string[] =>
  fold(text)
    .replace(/(\d),(?=\d{3})/g, '$1')
    .match(/\d+(?:\.\d+)?/g)
    ?.map((n) => String(Number(n))) ?? [];

/** Of a gold answer with numbers: whether each of them stands in the text; undefined without any. */
export function numbersRight(text: string, golds: readonly string[]): boolean | undefined {
  const wanted = golds.map(numbersOf).filter((numbers) => numbers.length);
  if (!wanted.length) return undefined;
  const said = new Set(numbersOf(text));
  return wanted.some((numbers) => numbers.every((n) => said.has(n)));
}

const articles = new Set(['a', 'an', 'the']);
const content = (text: string): string[] => words(text).filter((word) => !articles.has(word));

export function tokenF1(text: string, gold: string): number {
  const [said, wanted] = [content(text), content(gold)];
  if (!said.length || !wanted.length) return 0;
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of said) {
    const n = left.get(word) ?? 0;
    if (n) {
      common++;
      left.set(word, n - 1);
    }
  }
  const [precision, recall] = [common / said.length, common / wanted.length];
  return common ? (2 * precision * recall) / (precision + recall) : 0;
}

export const exactMatch = (text: string, gold: string): boolean =>
  content(text).join(' ') === content(gold).join(' ');

/** F-measure of the longest common subsequence of words. */
export function rougeL(text: string, gold: string): number {
  const [a, b] = [words(text).slice(0, 2_000), words(gold).slice(0, 2_000)];
  let row = new Uint16Array(b.length + 1);
  for (const word of a) {
    const next = new Uint16Array(b.length + 1);
    for (let j = 0; j < b.length; j++)
      next[j + 1] = word === b[j] ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!);
    row = next;
  }
  const common = row[b.length] ?? 0;
  const [precision, recall] = [common / (a.length || 1), common / (b.length || 1)];
  return common ? (2 * precision * recall) / (precision + recall) : 0;
}

const emptyWords = new Set(
  'a an the of in on at to for from by with and or but is are was were be been it its this that as not no do does did has have had he she they their his her you your we our i will would can could may must should which who what when where how than then also all any each'.split(
    ' ',
  ),
);
const emptyHan = new Set('的了是在和与及也都就有为于之其而被把对从到将'.split(''));

/** Whether a cited passage supports a sentence: each number and name stands in it, and 0.6 of the content words. */
export function isSupported(sentence: string, passage: string): boolean {
  const known = new Set(words(passage));
  const numbers = new Set(numbersOf(passage));
  if (!numbersOf(sentence).every((n) => numbers.has(n))) return false;
  if (!names(sentence).every((name) => known.has(fold(name)))) return false;
  const said = words(sentence).filter((word) => !emptyWords.has(word) && !emptyHan.has(word));
  return !said.length || said.filter((word) => known.has(word)).length / said.length >= 0.6;
}

/** Capitalised words after the first: months and weekdays (dates) among them. */
const names = (sentence: string): string[] =>
  [...sentence.matchAll(/(?<=[\p{Ll}\p{N},;:)]\s+)\p{Lu}[\p{L}\p{M}]+/gu)].map(([name]) => name);
