import { contentOf, dateKeys, foldText, hanShare, latinNames, termsOf } from '../../safety/index.js';

/** The kind of thing that would answer the question. */
export type Expected =
  'number' | 'date' | 'person' | 'place' | 'reason' | 'manner' | 'definition' | 'list' | 'thing';

export interface Question {
  readonly text: string;
  readonly language: 'en' | 'zh';
  readonly expected: Expected;
  /** In order, once each. */
  readonly terms: readonly string[];
  /** Neighbours among the terms. */
  readonly pairs: readonly (readonly [string, string])[];
  /** What is compared in order: characters of Chinese without its asking words, else terms. */
  readonly sequence: readonly string[];
  /** Whole words of a Chinese question, two characters or longer; empty elsewhere. */
  readonly words: readonly string[];
  /** Names of the question (capitalised runs, Latin words among Han), as they are written, lower case. */
  readonly names: readonly string[];
  readonly numbers: readonly string[];
  /** Terms that only the conversation before lends: they say what it is about, not what is asked. */
  readonly carried: ReadonlySet<string>;
}

const english: [Expected, RegExp][] = [
  [
    'date',
    /\b(when|what time|(what|which|what's the) (\w+ )?(year|date|day|month|century|decade|period|season|deadline))\b/,
  ],
  [
    'number',
    /\bhow (many|much|long|old|far|often|tall|high|big|large|deep|wide|fast|heavy|few|frequently)\b|\b(what|which) (\w+ ){0,3}(number|percentage|percent|amount|total|population|price|cost|rate|ratio|share|salary|fee|sum|value|limit|proportion|fraction|temperature|size|length|height|area|age|speed|score|ranking|budget|revenue)\b/,
  ],
  [
    'person',
    /\b(who|whom|whose)\b|\b(what|which) (\w+ ){0,2}(person|man|woman|player|president|king|queen|author|actor|singer|scientist|manager|director|leader|general|artist|name of the (man|woman|person))\b/,
  ],
  [
    'place',
    /\bwhere\b|\b(what|which) (\w+ ){0,2}(city|country|state|place|town|region|continent|area|island|river|location|office|building|street|venue|stadium|nation|province|county|room|floor)\b/,
  ],
  ['reason', /\bwhy\b|\b(what|which) (\w+ )?(reason|cause|purpose)\b|\bwhat (caused|causes|led to|made)\b/],
  [
    'manner',
    /^\s*how (do|does|did|can|could|should|is|are|was|were|to|will|would)\b|\bwhat (steps|procedure)\b/,
  ],
  [
    'definition',
    /^\s*(what|who) (is|are|was|were) (an? |the )?[\w -]{2,40}\??\s*$|\bwhat does .{1,60} (mean|stand for)\b|\bdefine\b|\bdefinition of\b/,
  ],
  ['list', /\bwhat (are|were) (the|some|two|three|four|five)\b|\b(list|name) (the|all|some|three|two)\b/],
];

const chinese: [Expected, RegExp][] = [
  [
    'date',
    /什么时候|何时|何年|哪[一]?[年天月日]|几[年月号日]$|几年[^内]|几月|哪个(年|月|世纪|朝代|时期|时代)|什么(时间|日期|年代|时期)|哪个时间|多久以前|日期|年份/,
  ],
  [
    'number',
    /多少|几(?!乎|何)|多(大|长|高|远|久|宽|深|重|快|厚)|百分之|比例|数量|总数|人口|面积|价格|费用|金额|第几|何种程度|年龄|岁数/,
  ],
  ['person', /谁|哪位|何人|哪个人|什么人|哪[一]?名|哪几位|名字|叫什么名/],
  [
    'place',
    /哪里|哪儿|何处|何地|在哪|位于|什么(地方|地点|城市|国家)|哪[一]?(个|座|所|些)?(国|国家|城市|省|市|县|区|地方|地区|地点|大学|学校|州|岛|河)/,
  ],
  ['reason', /为什么|为何|何故|原因|因何|怎么会|目的|导致/],
  ['manner', /怎么|怎样|如何|何种方式|什么(方式|方法)|步骤|流程/],
  ['definition', /^(什么是|什么叫)|(是|指)什么(意思)?[?？。]?$|的(定义|含义|意思)/],
  ['list', /哪些|哪几/],
];

/** Reads what a question is about and what would answer it; `asked` is what was typed, where `text` adds to it. */
export function readQuestion(text: string, asked = text): Question {
  const language = hanShare(text) > 0.3 ? 'zh' : 'en';
  const folded = foldText(asked).toLowerCase().trim();
  const kinds = language === 'zh' ? chinese : english;
  const expected = kinds.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'thing';
  const terms = termsOf(text);
  const own = new Set(termsOf(asked));
  const pairs = terms.slice(1).map((term, i) => [terms[i]!, term] as const);
  return {
    text,
    language,
    expected,
    terms: [...new Set([...terms, ...dateKeys(text)])],
    pairs,
    sequence: language === 'zh' ? [...contentOf(asked).replace(/ /g, '')] : termsOf(asked),
    words: language === 'zh' ? wordsOf(asked) : [],
    names: namesOf(text),
    numbers: numbersOf(text),
    carried: new Set(terms.filter((term) => !own.has(term))),
  };
}

/** Names of a text, lower case. */
export const namesOf = (text: string): string[] =>
  latinNames(foldText(text)).map((name) => name.toLowerCase());

/** Numbers in digits, thousands separators removed. */
export const numbersOf = (text: string): string[] => [
  ...new Set(
    foldText(text)
      .match(/\d+(?:[,.]\d+)*/g)
      ?.map((n) => n.replace(/,(?=\d{3}\b)/g, '')) ?? [],
  ),
];

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const wordsOf = (text: string): string[] => [
  ...new Set(
    [...segmenter.segment(contentOf(text))]
      .filter(({ segment, isWordLike }) => isWordLike && [...segment].length > 1)
      .map(({ segment }) => segment.toLowerCase()),
  ),
];
