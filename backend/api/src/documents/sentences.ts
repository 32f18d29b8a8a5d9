export interface SentenceSpan {
  start: number;
  end: number;
}

/**
 * Sentences of a text in English or Chinese, as spans without the white space around them. Every character that is
 * not white space lies in exactly one span.
 */
export function splitSentences(text: string): SentenceSpan[] {
  const spans: SentenceSpan[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const end = boundaryAfter(text, i, start);
    if (end === undefined) continue;
    pushTrimmed(spans, text, start, end);
    start = end;
    i = end - 1;
  }
  pushTrimmed(spans, text, start, text.length);
  return spans;
}

const WIDE_END = '。！？；…';
const NARROW_END = '.!?';
const CLOSERS = '"\'”’)）]】」』》〉*_';

/** Where the sentence ends that has its last mark at `at`; undefined when it goes on. */
function boundaryAfter(text: string, at: number, start: number): number | undefined {
  const char = text[at]!;
  if (char === '\n') return breaksAtLineEnd(text, at) ? at + 1 : undefined;
  const isWide = WIDE_END.includes(char);
  if (!isWide && !NARROW_END.includes(char)) return undefined;
  let end = at + 1;
  while (end < text.length && (WIDE_END.includes(text[end]!) || NARROW_END.includes(text[end]!))) end++;
  while (end < text.length && CLOSERS.includes(text[end]!)) end++;
  if (isWide) return isEllipsis(text, at) && !startsSentence(text, end) ? undefined : end;
  return endsNarrow(text, at, end, start) ? end : undefined;
}

/** A line end divides, unless a lower-case word goes on with an unfinished line. */
function breaksAtLineEnd(text: string, at: number): boolean {
  const before =
    text
      .slice(Math.max(0, at - 40), at)
      .trimEnd()
      .at(-1) ?? '';
  return !/[\p{Ll},，、]/u.test(before) || !/^\s*\p{Ll}/u.test(text.slice(at + 1, at + 40));
}

function isEllipsis(text: string, at: number): boolean {
  return text[at] === '…';
}

function startsSentence(text: string, at: number): boolean {
  return at >= text.length || /^\s+[\p{Lu}"“]|^\n/u.test(text.slice(at, at + 4));
}

/** A full stop ends a sentence when white space and something that can begin one follow, and it is no abbreviation. */
function endsNarrow(text: string, at: number, end: number, start: number): boolean {
  if (end >= text.length) return true;
  const next = text[end]!;
  if (isHan(next)) return text[at] !== '.' || !/[\w]/.test(text[at - 1] ?? '') || isHan(text[at - 1]);
  if (!/\s/.test(next)) return false;
  if (text[at] !== '.') return !/^\s+\p{Ll}/u.test(text.slice(end, end + 4)) || text[at] === '?';
  const rest = text.slice(end, end + 24).trimStart();
  if (/^[\p{Ll},;:)]/u.test(rest)) return false;
  return !isAbbreviation(text, at, start, rest);
}

function isHan(char: string | undefined): boolean {
  return char !== undefined && /[\u3400-\u9fff\uf900-\ufaff]/.test(char);
}

const TITLES = new Set(
  'mr mrs ms dr prof sr jr st gen col capt lt sgt rev hon pres gov sen rep messrs mme mlle'.split(' '),
);
const BEFORE_NUMBERS = new Set(
  'no nos fig figs eq eqs sec secs art arts ch chap vol pp p para paras cl ref tab app'.split(' '),
);
const NEVER_LAST = new Set('e.g i.e cf vs viz approx incl esp resp ca dept est al'.split(' '));
const MONTHS = new Set('jan feb mar apr jun jul aug sep sept oct nov dec'.split(' '));
/** These may end a sentence; then the next begins with a capital and is no name. */
const MAYBE_LAST = new Set(
  'etc inc ltd co corp llc plc bros a.m p.m u.s u.k u.n e.u ph.d b.a m.a'.split(' '),
);

function isAbbreviation(text: string, at: number, start: number, rest: string): boolean {
  const word = /[\p{L}\p{N}.&]*$/u.exec(text.slice(Math.max(start, at - 24), at))?.[0] ?? '';
  const lower = word.toLowerCase();
  if (/^\p{Lu}$/u.test(word)) return isInitial(text, at, rest);
  if (isListNumber(text, at, start, word)) return true;
  if (TITLES.has(lower)) return /^["“(]?\p{Lu}/u.test(rest);
  if (BEFORE_NUMBERS.has(lower) || MONTHS.has(lower)) return /^[\d(]/.test(rest);
  if (NEVER_LAST.has(lower)) return true;
  if (MAYBE_LAST.has(lower))
    return (
      !/^["“(]?\p{Lu}\p{Ll}+\s+(?:\p{Ll}|is|are|was|the)/u.test(rest) &&
      !/^(The|This|It|We|You|In|If|A|An|They|These|For|All)\b/.test(rest)
    );
  return (
    /^(?:\p{L}\.)+\p{L}$/u.test(word) &&
    /^\p{L}/u.test(rest) &&
    !/^(The|This|It|We|You|In|If|They)\b/.test(rest)
  );
}

/** 'J. Smith' is a name; 'plan B. Then' is not. */
function isInitial(text: string, at: number, rest: string): boolean {
  const before = text.slice(Math.max(0, at - 24), at - 1).trimEnd();
  if (
    before !== '' &&
    /(?:\b(?:plan|option|part|section|appendix|annex|vitamin|class|grade|type|group|step|team|exhibit|schedule))$/i.test(
      before,
    )
  )
    return false;
  return /^\p{Lu}/u.test(rest);
}

/** The number or letter that opens a list item: '1. ', 'a. ', '2.3. '. */
function isListNumber(text: string, at: number, start: number, word: string): boolean {
  if (!/^(?:\d{1,3}(?:\.\d{1,3})*|\p{L}|[ivx]{1,5})$/u.test(word)) return false;
  return text.slice(start, at - word.length).trim() === '';
}

function pushTrimmed(spans: SentenceSpan[], text: string, start: number, end: number): void {
  while (start < end && /\s/.test(text[start]!)) start++;
  while (end > start && /\s/.test(text[end - 1]!)) end--;
  if (end > start) spans.push({ start, end });
}
