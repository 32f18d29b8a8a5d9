/**
 * Makes a follow-up question findable on its own: "And in Germany?" after "How many days of leave do employees have?"
 * carries `days leave employees` along. A question that names its subject stays as it is.
 */
export function selfContained(question: string, earlier: readonly string[]): string {
  const previous = earlier.at(-1);
  if (!previous || !leansOnBefore(question)) return question;
  const known = new Set(contentWords(question).map(fold));
  const carried = contentWords(previous).filter((word) => !known.has(fold(word)));
  return carried.length ? `${question} (${carried.slice(-MOST_CARRIED).join(' ')})` : question;
}

/** Words carried along; more would bury the new question. */
const MOST_CARRIED = 8;
/** A question with no more content words than this does not stand alone. */
const FEW = 2;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const OPENERS =
  /^(and|but|or|also|what about|how about|why|when|where|who|since when|for how long|那|那么|还有|另外|此外|为什么|为何|多久|什么时候)(?![a-z])/i;
const POINTERS =
  /\b(it|its|they|them|their|this|that|these|those|he|him|his|she|her|hers|there|then|one|ones|same|former|latter|above|previous)\b|它|他们|她们|这个|那个|这些|那些|这种|那种|其中|该|此|上述|前者|后者|同样|呢[？?]?\s*$/i;

function leansOnBefore(question: string): boolean {
  const words = contentWords(question).length;
  if (words <= FEW) return true;
  const isShort = words <= 6;
  return isShort && (POINTERS.test(question) || (OPENERS.test(question.trim()) && words <= 4));
}

const EMPTY = new Set(
  (
    'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its ' +
    'just let like may me more much many my no not now of ok okay on one or our please same say says she should so tell than that the ' +
    'their them then there these they this those to too us was we were what when where which who whom whose why will with ' +
    'would yes you your about also any give show know need want there s t re ve ' +
    '的 了 是 在 有 和 与 及 或 吗 呢 吧 啊 么 什么 哪些 哪个 哪里 哪 怎么 怎样 如何 为何 为什么 多少 几 谁 请问 请 是否 可以 能 会 要 我 ' +
    '我们 你 你们 他 他们 她 她们 它 它们 这 那 这个 那个 这些 那些 一个 被 把 对 从 到 就 都 也 还 而 其 之 那么 还有 呢 该 此 多久 时候 一下 告诉 关于'
  ).split(' '),
);

const fold = (word: string): string => word.normalize('NFKC').toLowerCase().replace(/s$/, '');

/** The words that say what is asked about, in order, each once. */
function contentWords(text: string): string[] {
  const seen = new Set<string>();
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) {
    const key = fold(segment);
    if (!isWordLike || EMPTY.has(segment.toLowerCase()) || seen.has(key)) continue;
    seen.add(key);
    words.push(segment);
  }
  return words;
}
