import { stem } from './english-stem.js';

/** Words that say nothing about what is sought. They are indexed, and dropped from a question that has others. */
const english =
  'a an and are as at be been but by can could did do does for from had has have he her his how i if in into is ' +
  'it its may me my of on or our shall she should so than that the their them there these they this those to ' +
  'was we were what when where which who whom whose why will with would you your';
const chinese =
  '的 了 是 在 有 和 与 及 或 吗 呢 吧 啊 么 什么 哪些 哪个 哪里 哪 怎么 怎样 如何 为何 为什么 多少 几 谁 请问 是否 可以 我们 ' +
  '你们 他们 这个 那个 这些 那些 一个 被 把 对 从 到 就 都 也 还 而 其 之 我 你 他 她 它';

const stopWords: ReadonlySet<string> = new Set([...english.split(' ').map(stem), ...chinese.split(' ')]);

/** The distinct words that a search runs on: without stop words, unless nothing else is left. */
export function searchTerms(lexemes: readonly string[]): string[] {
  const distinct = [...new Set(lexemes)];
  const telling = distinct.filter((word) => !stopWords.has(word));
  return telling.length ? telling : distinct;
}
