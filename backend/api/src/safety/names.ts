import { foldText } from './terms.js';

/** Capitalised words that do not only open a sentence, acronyms and codes; as written. */
export function latinNames(text: string): string[] {
  const found: string[] = [];
  for (const match of text
    .normalize('NFKC')
    .matchAll(/[\p{Script=Latin}\d][\p{Script=Latin}\p{M}\d&.'’-]*/gu)) {
    const word = match[0].replace(/['’]s$/, '').replace(/[.'’-]+$/, '');
    if (!/\p{Lu}/u.test(word)) continue;
    const opens = /(^|[.!?:;\n“"(•*-]\s*|^\s*\d+[.)]\s*)$/u.test(text.slice(0, match.index));
    if (opens && !/\p{Lu}.*\p{Lu}|\d/u.test(word)) continue;
    found.push(word);
  }
  return [...new Set(found)];
}

/** Words that are capitalised without naming anything a source must hold. */
const ordinary = new Set(
  'i ok yes no mr mrs ms dr monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december english chinese'.split(
    ' ',
  ),
);

export const isOrdinary = (name: string): boolean => ordinary.has(name.toLowerCase());

const surnames = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤康温阎包左司欧诸',
);
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Chinese people: a transliteration with its dot, or a surname before characters that form no known word. */
export function hanPersons(text: string): string[] {
  const found: string[] = text.match(/\p{Script=Han}{1,8}(?:·\p{Script=Han}{1,8})+/gu) ?? [];
  const words = [...segmenter.segment(text)].map(({ segment }) => segment);
  words.forEach((word, i) => {
    if (!surnames.has(word) || !isLone(words[i + 1] ?? '')) return;
    found.push(word + words[i + 1]! + (isLone(words[i + 2] ?? '') ? words[i + 2]! : ''));
  });
  for (const pattern of [AFTER_TITLE, BEFORE_TITLE]) {
    for (const [, name] of text.matchAll(pattern)) if (surnames.has(name![0]!)) found.push(name!);
  }
  return [...new Set(found)];
}

const TITLES =
  '先生|女士|经理|主管|总监|主任|部长|总裁|董事长|教授|老师|医生|律师|工程师|会计|秘书|校长|院长|同事';
const AFTER_TITLE = new RegExp(
  `(?:${TITLES})(\\p{Script=Han}{3}|\\p{Script=Han}{2}(?!\\p{Script=Han}))`,
  'gu',
);
const BEFORE_TITLE = new RegExp(`(?<!\\p{Script=Han})(\\p{Script=Han}{2,3}?)(?:${TITLES})`, 'gu');

const isLone = (word: string): boolean =>
  /^\p{Script=Han}$/u.test(word) &&
  !/[的了是在和与及为以于之有对被将从向到等要可能会须应也都不已并]/.test(word);

const ORGANISATION =
  /[\p{Script=Han}]{2,10}?(?:有限公司|公司|集团|大学|学院|银行|医院|研究所|研究院|委员会|事务所|基金会|出版社|酒店)/gu;
const TITLE = /《([^》]{1,40})》|「([^」]{1,30})」|『([^』]{1,30})』/gu;

/** Names in Chinese text: people, organisations by their ending, titles in brackets. */
export function hanNames(text: string): string[] {
  const folded = foldText(text);
  const titles = [...folded.matchAll(TITLE)].map((match) => match.slice(1).find(Boolean)!);
  const organisations = (folded.match(ORGANISATION) ?? [])
    .map(bareOrganisation)
    .filter((name) => name.length > 3);
  return [...new Set([...titles, ...organisations, ...hanPersons(folded)])];
}

/** Without the words that only stand before a name. */
const bareOrganisation = (name: string): string =>
  name.replace(/^.*(?:在|由|与|和|是|向|对|给|从|为|到|于|的|该|本|我们|你们|他们)/u, '');
