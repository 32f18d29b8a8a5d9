/**
 * The lines on which tokenizers are compared with their references: generated, so that no one's text is carried here.
 * Same seed, same lines; `make-wordpiece-reference.py` gets them as a file.
 */
export function tokenizerLines(): string[] {
  const random = seeded(20261125);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const many = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const repeat = (count: number, make: () => string) => Array.from({ length: count }, make);
  const kinds: (() => string)[] = [
    () => english(pick, many),
    () => chinese(random, many),
    () => code(pick, many),
    () => repeat(many(1, 12), () => pick(EMOJI)).join(pick(['', ' ', '  ', 'a'])),
    () => whitespace(pick, many),
    () => repeat(many(3, 12), () => pick([...WORDS, ...EMOJI, ...SPACES, ...SYMBOLS, ...ACCENTED])).join(''),
    () => repeat(many(2, 8), () => pick(ACCENTED)).join(pick([' ', ', ', '-'])),
    () => repeat(many(1, 60), () => String.fromCodePoint(anyCodePoint(random))).join(''),
    () => `${english(pick, many)} ${chinese(random, many)} ${pick(EMOJI)}`,
    () => numbers(random, many),
  ];
  return Array.from({ length: 1000 }, (_, i) => kinds[i % kinds.length]!());
}

type Pick = <T>(items: readonly T[]) => T;
type Many = (least: number, most: number) => number;

const WORDS =
  `The a policy employees must we can't I'm you'll they've it's won't DON'T leave days carry over expires March annual
  report VPN error reset password Re: FYI naïve café co-operate e-mail u.s.a. state-of-the-art unbelievably
  internationalization don’t “quoted” 'single' (brackets) [list] {braces} 50% $1,299.00 3.14159 #42 @home http://x.yz/a?b=c
  antidisestablishmentarianism Ltd. Straße ÅNGSTRÖM ﬁne ½ x² H₂O ① Ⅳ`.split(/\s+/);
const SYMBOLS = [
  ...'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  '…',
  '—',
  '–',
  '·',
  '、',
  '。',
  '「',
  '」',
  '€',
  '→',
  '∑',
  '≠',
  '™',
];
const EMOJI = ['🎉', '😀', '👍🏽', '👩‍👩‍👧‍👦', '🇨🇳', '❤️', '🏳️‍🌈', '🧑🏿‍💻', '1️⃣', '☕', '🫠', '\u{1F9FF}'];
const SPACES = [
  ' ',
  '  ',
  '    ',
  '\t',
  '\t\t',
  '\r',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\u0085',
  '\v',
  '\f',
];
const ACCENTED = [
  'Żółć',
  'crème',
  'brûlée',
  'Ünïcödé',
  'e\u0301tude',
  'n\u0303',
  'Привет',
  'мир',
  'Ελλάς',
  'ΣΟΦΟΣ',
  'İstanbul',
  'ß',
  'שלום',
  'مرحبا',
  'नमस्ते',
  'สวัสดี',
  '한국어',
  'ひらがな',
  'カタカナ',
  '日本語',
  'Ａｂｃ１２３',
  'ﷺ',
];
const CODE = [
  'def',
  'return',
  'const x =',
  'if (a<b)',
  '=>',
  '{',
  '}',
  '();',
  '// note',
  '/* x */',
  'foo_bar',
  'camelCase',
  'SNAKE_CASE',
  '0xFF',
  '1e-10',
  '"str"',
  '`t${1}`',
  '<div class="a">',
  '</div>',
  '&&',
  '||',
  '!==',
  '::',
  '->',
  '#include',
  '\\n',
  '$HOME',
  '--flag=1',
];

function english(pick: Pick, many: Many): string {
  return (
    Array.from({ length: many(3, 18) }, () => pick(WORDS)).join(' ') + pick(['.', '!', '?', '', '...', ' .'])
  );
}

function chinese(random: () => number, many: Many): string {
  const chars = Array.from({ length: many(4, 40) }, () =>
    String.fromCodePoint(0x4e00 + Math.floor(random() * 0x51a5)),
  );
  return chars.join('').replace(/(.{7})/gu, '$1，') + '。';
}

function code(pick: Pick, many: Many): string {
  return (
    ' '.repeat(many(0, 9)) + Array.from({ length: many(2, 10) }, () => pick(CODE)).join(pick([' ', '', '\t']))
  );
}

function whitespace(pick: Pick, many: Many): string {
  return Array.from(
    { length: many(2, 9) },
    () => pick(SPACES).repeat(many(1, 3)) + pick(['', ...WORDS]),
  ).join('');
}

function numbers(random: () => number, many: Many): string {
  return Array.from({ length: many(1, 6) }, () => String(Math.floor(random() * 10 ** many(1, 12)))).join(' ');
}

/** Assigned ranges only: what an unassigned code point is differs with each library's version of Unicode. */
function anyCodePoint(random: () => number): number {
  const ranges = [
    [0x20, 0x7e],
    [0xa1, 0x24f],
    [0x391, 0x3a1],
    [0x410, 0x44f],
    [0x3041, 0x3096],
    [0xac00, 0xd7a3],
    [0x4e00, 0x9fa5],
    [0x20000, 0x2a6d6],
    [0x1f600, 0x1f64f],
  ] as const;
  const [from, to] = ranges[Math.floor(random() * ranges.length)]!;
  return from + Math.floor(random() * (to - from + 1));
}

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
