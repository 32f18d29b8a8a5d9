import { foldText, hanPersons } from '../../safety/index.js';
import { dateChinese, dateEnglish, numberChinese, numberWords } from './answer-kind.js';
import { type Question, namesOf, numbersOf } from './question.js';

/** Things that can be told apart in a sentence, so that their lack says something. */
export type AskedKind = 'money' | 'number' | 'date' | 'person' | 'organisation' | 'place';

export interface Asked {
  /** Unset: nothing that could be told. */
  kind?: AskedKind;
  /** What is counted, beside its number. */
  unit?: RegExp;
}

const patterns: Record<Question['language'], [AskedKind, RegExp][]> = {
  en: [
    [
      'organisation',
      /\b(which|what) (\w+ )?(company|companies|firm|insurer|supplier|vendor|manufacturer|bank|organi[sz]ation|agency|university)\b|\bname of the (\w+ )?(company|firm|supplier|vendor|bank)\b/,
    ],
    ['person', /^\s*(to |by |with |for |from )?(who|whom|whose)\b|\bwhat is the name of the\b/],
    [
      'money',
      /^\s*(what|which) (\w+ ){0,3}(price|cost|salary|fee|wage|budget|revenue)s?\b|^\s*what (does|do|did) .* costs?\b|\bhow much (money|does .* (cost|pay|earn))\b/,
    ],
    [
      'date',
      /^\s*(by |since |until |from |on |in )?(when|(what|which) (\w+ )?(year|date|day|month|century))\b/,
    ],
    [
      'number',
      /\bhow (many|much|long|old|far|tall|high|big|large|deep|wide|fast|heavy|often)\b|\bwhat (\w+ ){0,2}(number|percentage|percent|share|rate)\b/,
    ],
  ],
  zh: [
    ['organisation', /哪一?家|(哪个|什么)(公司|厂|企业|机构|大学|学校|银行|组织)/],
    ['person', /谁|哪位|何人|什么人/],
    ['money', /多少钱|价格|薪水|工资是|费用|金额|标价|售价/],
    ['date', /什么时候|何时|何年|哪[一]?[年天月日]|几[年月号日]|什么(时间|日期)/],
    ['number', /多少|几(?!乎|何)|多(大|长|高|远|久|宽|深|重|快)/],
    ['place', /在?哪里|哪儿|何处|何地|哪[一]?[个座]?(国家|国|城市|省|市|县|区)/],
  ],
};

const MONEY =
  /[$£€¥]\s*\d|\d[\d,.]*\s*(k|m|million|thousand|per cent|percent|%|p\b|pence|pounds?|euros?|dollars?|yuan|rmb|gbp|usd|eur|元|万|美元|英镑|欧元)|\b\d{1,3}(,\d{3})+|\d\.\d{2}\b/i;
const ORGANISATION_ZH =
  /\p{Script=Han}{2,}(?:公司|厂|集团|大学|学院|银行|机构|组织|协会|局|部|会|所|社|队)/gu;
const PLACE_ZH = /\p{Script=Han}{1,7}?(?:[市省县区州镇村国岛河山路街港湾洋海]|地区|大学|学院|机场|车站)/gu;

/** What kind of thing a question asks for, in the terms that a sentence can be searched for. */
export function askedOf({ text, language }: Question): Asked {
  const folded = foldText(text).toLowerCase().trim();
  const kind = patterns[language].find(([, pattern]) => pattern.test(folded))?.[0];
  const unit = unitOf(folded, language);
  return { ...(kind && { kind }), ...(unit && { unit }) };
}

const NUMERAL_ZH = '[\\d一二三四五六七八九十百千万亿两半数几]';

/** The noun that is counted: the last word before a verb or preposition, without its plural. */
const COUNTED =
  /\bhow many (?:[\w-]+ ){0,2}?([\w-]{3,}?)(?:ies|es|s|y)? (?:do|does|did|is|are|was|were|can|may|must|has|have|had|will|would|should|could|of|in|on|at|per|for|to|a|an|the)\b/;

function unitOf(folded: string, language: Question['language']): RegExp | undefined {
  if (language === 'zh') {
    const unit = /(?:多少|第?几)\s*个?(\p{Script=Han}{1,2})/u.exec(folded)?.[1];
    return unit ? new RegExp(`${NUMERAL_ZH}[\\d.,多余来]*\\s*个?(?:${unit}|${unit[0]})`) : undefined;
  }
  const noun = COUNTED.exec(folded)?.[1];
  return noun
    ? new RegExp(
        `(?:\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million)\\b)[\\d.,]*(?:[ -][\\w-]+){0,3}? ${noun}`,
        'i',
      )
    : undefined;
}

/** Whether a sentence holds such a thing that the question does not name itself. */
export function holdsAsked(question: Question, { kind }: Asked, sentence: string): boolean {
  const text = foldText(sentence);
  return kind ? holders[kind](text, question) : false;
}

type Holder = (text: string, question: Question) => boolean;

const freshNumber: Holder = (text, question) =>
  numbersOf(text).some((number) => !question.numbers.includes(number)) ||
  (question.language === 'zh' ? numberChinese : numberWords).test(text);

const freshNames: Holder = (text, question) => {
  const asked = foldText(question.text).toLowerCase();
  return namesOf(text).some((name) => !asked.includes(name));
};

const freshIn =
  (pattern: RegExp): Holder =>
  (text, question) => {
    const asked = foldText(question.text);
    return (text.match(pattern) ?? []).some((found) => !asked.includes(found));
  };

const freshDate: Holder = (text, question) => {
  const pattern = new RegExp(question.language === 'zh' ? dateChinese : dateEnglish, 'gi');
  const asked = foldText(question.text).toLowerCase();
  return (text.match(pattern) ?? []).some((date) => !asked.includes(date.trim().toLowerCase()));
};

const holders: Record<AskedKind, Holder> = {
  money: (text) => MONEY.test(text),
  number: freshNumber,
  date: freshDate,
  person: (text, question) =>
    freshNames(text, question) ||
    (question.language === 'zh' && hanPersons(text).some((name) => !foldText(question.text).includes(name))),
  organisation: (text, question) =>
    freshNames(text, question) || (question.language === 'zh' && freshIn(ORGANISATION_ZH)(text, question)),
  place: freshIn(PLACE_ZH),
};
