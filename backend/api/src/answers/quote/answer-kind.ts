import { type Expected, type Question, namesOf, numbersOf } from './question.js';
import { foldText, hanPersons } from '../../safety/index.js';

const months =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
export const dateEnglish = new RegExp(
  `\\b(1[0-9]{3}|20[0-9]{2})(s|\\b)|\\b${months}\\b\\.? ?\\d{0,2}|\\b\\d{1,2}(st|nd|rd|th)? century\\b|\\b\\d+ (bc|ad)\\b|\\b(mon|tues|wednes|thurs|fri|satur|sun)day\\b|\\b\\d{1,2}:\\d{2}\\b|\\b\\d{1,2} ?(am|pm)\\b`,
  'i',
);
export const dateChinese =
  /\d{1,4}\s*年|\d{1,2}\s*月|\d{1,2}\s*[日号]|[一二三四五六七八九十零〇]{2,4}年|[一二三四五六七八九十]{1,2}月|世纪|年代|朝|时期|星期|周[一二三四五六日]/;
export const numberWords =
  /\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|million|billion|half|third|quarter|dozen|once|twice|percent)\b/i;
export const numberChinese =
  /[一二三四五六七八九十百千万亿两半]+\s*[个位名人年月日天次所座条件种分秒米公里吨元块倍级层届岁度点页%成]|\d/;
const reasonCue =
  /\b(because|due to|since|so that|in order to|as a result|therefore|thus|caused|reason|owing to|result(ed|s)? (in|from)|led to|to (avoid|prevent|protect|ensure|reduce|make|allow|keep))\b|因为|由于|因此|所以|为了|导致|原因|故|以便|使得|造成/i;
const mannerCue =
  /\b(by|through|using|via|with|must|should|send|use|click|select|fill|submit|ask|go to|first|then)\b|通过|利用|采用|使用|以|用|先|然后|需|应|请/i;
const placeCue =
  /\b(in|at|near|from|to|into|on|north|south|east|west|located|city|street|river|island)\b|位于|在|地处|市|省|县|区|国|州|岛|路|镇|村|处|东|西|南|北/i;
const definitionCue =
  /\b(is|are|was|were) (an?|the|one|any|defined)\b|\b(means?|refers? to|known as|called|stands? for|consists? of|denotes?)\b|是指|指的是|是一[种个类位名座所]|是|即|称为|又称|意思|定义/i;
const listCue = /,.*(,|\band\b)|、|以及|;|；/;

/** 0 to 1: how well the sentence holds something of the expected kind that the question does not name itself. */
export function holdsExpected(question: Question, sentence: string): number {
  return judges[question.expected](foldText(sentence), question);
}

type Judge = (sentence: string, question: Question) => number;

const HAN_NUMERAL = '[\\d一二三四五六七八九十百千万亿两半]';

const counted = new WeakMap<Question, RegExp | null>();

/** Made once a question: it is asked of every sentence. */
function countedIn(question: Question): RegExp | null {
  const known = counted.get(question);
  if (known !== undefined) return known;
  const made = countedPattern(question);
  counted.set(question, made);
  return made;
}

/** What is counted: 多少分 asks for a number of 分, "how many people" for a number of people. */
function countedPattern({ text, language }: Question): RegExp | null {
  const folded = foldText(text).toLowerCase();
  if (language === 'zh') {
    const unit = /(?:多少|第?几)\s*(?:个)?([\p{Script=Han}]{1,2})/u.exec(folded)?.[1];
    return unit ? new RegExp(`${HAN_NUMERAL}[\\d.,多余几来]*\\s*(?:${unit}|个?${unit[0]})`) : null;
  }
  const noun = /\bhow many (?:\w+ )?(\w{3,}?)(?:s|es)?\b/.exec(folded)?.[1];
  return noun ? new RegExp(`\\d[\\d.,]*(?: [\\w-]+){0,3} ${noun}`, 'i') : null;
}

const newNumbers: Judge = (sentence, question) => {
  const folded = foldText(sentence);
  if (countedIn(question)?.test(folded)) return 1;
  if (/percent|百分/i.test(question.text)) return /%|percent|百分之/i.test(folded) ? 1 : 0.2;
  const fresh = numbersOf(sentence).filter((n) => !question.numbers.includes(n));
  if (fresh.length) return 0.8;
  return (question.language === 'zh' ? numberChinese : numberWords).test(folded) ? 0.6 : 0;
};

const dates: Judge = (sentence, question) => {
  const pattern = question.language === 'zh' ? dateChinese : dateEnglish;
  const found = sentence.match(new RegExp(pattern, 'gi')) ?? [];
  const fresh = found.filter((date) => !question.text.includes(date.trim()));
  if (fresh.length) return 1;
  return numbersOf(sentence).some((n) => !question.numbers.includes(n)) ? 0.4 : 0;
};

const newNames: Judge = (sentence, question) => {
  if (question.language === 'zh') {
    const asked = foldText(question.text);
    if (hanPersons(sentence).some((name) => !asked.includes(name))) return 1;
    return /[a-z]{3,}|[《“「]/i.test(sentence) ? 0.6 : 0.3;
  }
  const asked = question.text.toLowerCase();
  return namesOf(sentence).some((name) => !asked.includes(name)) ? 1 : 0;
};

const PLACE_CHINESE = /\p{Script=Han}{1,7}?(?:[市省县区州镇村国岛河山路街港]|地区|大学|学院|机场|车站)/gu;

const placesChinese: Judge = (sentence, question) => {
  const asked = foldText(question.text);
  const fresh = (foldText(sentence).match(PLACE_CHINESE) ?? []).some((place) => !asked.includes(place));
  return (fresh ? 0.6 : 0) + (/位于|坐落|地处|在/.test(sentence) ? 0.4 : 0);
};

const cue =
  (pattern: RegExp): Judge =>
  (sentence) =>
    pattern.test(sentence) ? 1 : 0;

const judges: Record<Expected, Judge> = {
  number: newNumbers,
  date: dates,
  person: newNames,
  place: (sentence, question) =>
    question.language === 'zh'
      ? placesChinese(sentence, question)
      : newNames(sentence, question) * 0.5 + cue(placeCue)(sentence, question) * 0.5,
  reason: cue(reasonCue),
  manner: cue(mannerCue),
  definition: cue(definitionCue),
  list: cue(listCue),
  thing: () => 0.5,
};
