import { foldText } from './terms.js';

/** A number as it counts: value and, where said, whether it is a share or money. */
export interface Quantity {
  value: number;
  unit: string;
  /** As written. */
  text: string;
}

const english: Record<string, number> = Object.fromEntries(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
   eighteen nineteen`
    .split(/\s+/)
    .map((word, i) => [word, i]),
);
const tens: Record<string, number> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, i) => [word, (i + 2) * 10]),
);
const scales: Record<string, number> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
  百: 100,
  千: 1e3,
  万: 1e4,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
};
const hanDigits = '零一二三四五六七八九';
const hanUnits: Record<string, number> = { 十: 10, 百: 100, 千: 1000, 万: 1e4, 亿: 1e8 };

const NUMBER =
  /(?<![\p{Script=Latin}\d.,])([-−]?)([$€£¥]?)\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(%|‰|percent\b|per cent\b|hundred\b|thousand\b|million\b|billion\b|trillion\b|bn\b|mn\b|[km]\b|百万|千万|百|千|万|亿)?/giu;
const HAN_NUMBER = /(百分之)?([零〇一二两三四五六七八九十百千万亿]+)/gu;
const COUNTED = /[个天年月日人次名位元岁周项条份小页级倍点时分台件组部座层]/;

/** Numbers of a text, in digits or words, English or Chinese; each as its value. */
export function quantitiesIn(text: string): Quantity[] {
  const folded = foldText(text).toLowerCase();
  return [...digitNumbers(folded), ...wordNumbers(folded), ...hanNumbers(folded)];
}

/** Equal values, and no contradiction of units (5 and 5 % are two things; 5 and € 5 may be one). */
export const sameQuantity = (a: Quantity, b: Quantity): boolean =>
  Math.abs(a.value - b.value) <= Math.abs(a.value) * 1e-9 && (a.unit === '%') === (b.unit === '%');

function digitNumbers(text: string): Quantity[] {
  return [...text.matchAll(NUMBER)].map(([written, , sign, digits, after = '']) => {
    const unit = /^(%|percent|per cent)$/.test(after) ? '%' : sign!;
    const scale = scales[after] ?? 1;
    return { value: round(Number(digits!.replace(/,/g, '')) * scale), unit, text: written.trim() };
  });
}

function wordNumbers(text: string): Quantity[] {
  const found: Quantity[] = [];
  const word = `${[...Object.keys(english), ...Object.keys(tens)].join('|')}`;
  const pattern = new RegExp(
    `\\b(${word})(?:[- ](${Object.keys(english).slice(1, 10).join('|')}))?(?:[- ](hundred|thousand|million|billion))?( percent| per cent|%)?\\b`,
    'g',
  );
  for (const [written, first, ones, scale, share] of text.matchAll(pattern)) {
    if (written === 'one' || written === 'zero') continue; // mostly no count
    const value = (english[first!] ?? tens[first!]!) + (ones && first! in tens ? english[ones]! : 0);
    found.push({ value: value * (scale ? scales[scale]! : 1), unit: share ? '%' : '', text: written });
  }
  return found;
}

function hanNumbers(text: string): Quantity[] {
  return [...text.matchAll(HAN_NUMBER)].flatMap((match) => {
    const [written, share, numeral = ''] = match;
    const before = text[match.index - 1] ?? '';
    const after = text[match.index + written.length] ?? '';
    if (/[\d.]/.test(before) || !/[零〇一二两三四五六七八九十]/.test(numeral)) return []; // 3万 is read with its digits
    if (!share && numeral.length === 1 && (numeral === '一' || !COUNTED.test(after))) return []; // part of a word
    const value = readHan(numeral);
    return value === null ? [] : [{ value, unit: share ? '%' : '', text: written }];
  });
}

/** 三百二十五 is 325, 二〇二四 is 2024; null for what is no number. */
export function readHan(numeral: string): number | null {
  const digitsOnly = numeral.replace(/〇/g, '零').replace(/两/g, '二');
  if ([...digitsOnly].every((c) => hanDigits.includes(c))) {
    return Number([...digitsOnly].map((c) => hanDigits.indexOf(c)).join(''));
  }
  let [total, section, digit] = [0, 0, 0];
  for (const character of digitsOnly) {
    const unit = hanUnits[character];
    if (unit === undefined) digit = hanDigits.indexOf(character);
    else if (unit < 1e4) {
      section += (digit || 1) * unit;
      digit = 0;
    } else {
      const before = section + digit || (total ? 0 : 1);
      total = total < unit ? (total + before) * unit : total + before * unit;
      [section, digit] = [0, 0];
    }
    if (digit < 0) return null;
  }
  return total + section + digit;
}

const round = (value: number): number => Number(value.toPrecision(12));
