import { Converter } from 'opencc-js/t2cn';

const toSimplified = Converter({ from: 't', to: 'cn' });
const HAN = /\p{Script=Han}/u;

/** Function words of English: they say nothing about what a question is after. */
const stopWords = new Set(
  `a about according after all also am an and any are as at be because been before being between both but by can
  could did do does doing during each for from had has have having he her here hers him his how i if in into is it
  its itself just many me might more most much must my no nor not of off on once only or other our out over own
  please s same shall she should so some such t than that the their theirs them then there these they this those
  through to too under until up upon us very was we were what when where which while who whom whose why will with
  would you your yours`.split(/\s+/),
);

const irregular = new Map(
  Object.entries({
    begin: 'began begun',
    bring: 'brought',
    build: 'built',
    buy: 'bought',
    choose: 'chose chosen',
    come: 'came',
    cost: 'costs costing',
    create: 'created creating creation creator',
    draw: 'drew drawn',
    drive: 'drove driven',
    fall: 'fell fallen',
    feel: 'felt',
    fight: 'fought',
    find: 'found',
    fly: 'flew flown',
    give: 'gave given',
    go: 'went gone goes',
    grow: 'grew grown',
    hear: 'heard',
    hold: 'held',
    keep: 'kept',
    know: 'knew known',
    lead: 'led',
    leave: 'left',
    lend: 'lent',
    lose: 'lost loss losses',
    make: 'made',
    mean: 'meant',
    meet: 'met',
    pay: 'paid',
    person: 'people',
    rise: 'rose risen',
    run: 'ran',
    say: 'said',
    see: 'saw seen',
    sell: 'sold',
    send: 'sent',
    speak: 'spoke spoken',
    spend: 'spent',
    stand: 'stood',
    take: 'took taken',
    teach: 'taught',
    tell: 'told',
    think: 'thought',
    child: 'children',
    man: 'men',
    woman: 'women',
    understand: 'understood',
    win: 'won winner winners',
    write: 'wrote written writer',
    die: 'died death dead',
    bear: 'born birth',
  }).flatMap(([base, forms]) => forms.split(' ').map((form) => [form, base] as const)),
);

/** Words of Chinese that ask or only join; they end a run of meaning. */
const hanBreaks =
  /什么时候|为什么|什么|甚么|哪一个|哪一|哪些|哪里|哪儿|哪个|哪位|哪|谁|何时|何处|何人|为何|如何|多少|怎么样|怎么|怎样|是否|请问|有没有|是不是|因为|所以|以及|并且|但是|可以|这个|那个|一个|[的了是在和与及而被把于之其也都就吗呢吧啊着将由从对以为]/g;

const suffixes: [RegExp, string][] = [
  [/ie[sd]$/, 'y'],
  [/(ss|sh|ch|x|z)es$/, '$1'],
  [/([^su])s$/, '$1'],
  [/(.{3,})ly$/, '$1'],
  [/(.{4,}[^aeiou])al$/, '$1'],
];

/** One key for the forms of an English word; rough on purpose, since only equality matters. */
export function stem(word: string): string {
  let key = irregular.get(word) ?? word;
  if (key.length < 4 || /\d/.test(key)) return key;
  for (const [pattern, replacement] of suffixes) key = key.replace(pattern, replacement);
  const bare = key.replace(/(.*[aeiouy].*)(?:ing|ed)$/, '$1');
  if (bare !== key && bare.length >= 3) {
    key = irregular.get(bare) ?? (/(.)\1$/.test(bare) && !/[lsz]{2}$/.test(bare) ? bare.slice(0, -1) : bare);
  }
  return key.length > 4 ? key.replace(/e$/, '') : key;
}

/** Traditional to simplified, full width to half width, so that one spelling stands for both. */
export const foldText = (text: string): string => toSimplified(text.normalize('NFKC'));

export const hanShare = (text: string): number => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters ? (text.match(/\p{Script=Han}/gu)?.length ?? 0) / letters : 0;
};

/** Folded text with asking and joining words of Chinese as spaces. */
export const contentOf = (text: string): string =>
  foldText(text)
    .toLowerCase()
    .replace(hanBreaks, ' ')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();

/**
 * What a text is about, in order: stems of Latin words and numbers, and pairs of Han characters (a lone one
 * stands for itself). Function words are left out.
 */
export function termsOf(text: string): string[] {
  const terms: string[] = [];
  for (const run of foldText(text).match(/[\p{L}\p{N}\p{M}]+(?:[.,'’][\p{L}\p{N}]+)*/gu) ?? []) {
    for (const part of run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []) {
      if (HAN.test(part)) terms.push(...hanTerms(part));
      else terms.push(...latinTerms(part));
    }
  }
  return terms;
}

function hanTerms(run: string): string[] {
  return run
    .replace(hanBreaks, ' ')
    .split(' ')
    .flatMap((part) => {
      const characters = [...part];
      if (characters.length < 2) return characters;
      return characters.slice(1).map((character, i) => characters[i]! + character);
    });
}

function latinTerms(run: string): string[] {
  const word = run.toLowerCase().replace(/['’](s|re|ve|ll|d|t)?$/, '');
  const whole = word.replace(/(\d),(?=\d{3})/g, '$1');
  return whole
    .split(/[,'’]|\.(?!\d)/)
    .filter((part) => part && !stopWords.has(part))
    .map(stem);
}
