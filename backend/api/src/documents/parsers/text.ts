import type { BlockDraft } from '../block.js';
import type { DraftSummary, ParseContext, Parser } from './parser.js';
import { joinLines, tidy } from './plain-text.js';
import { decodeText } from './text-decoding.js';

/** Paragraphs of plain text: blank lines divide them, wrapped lines are joined. */
export const textParser: Parser = {
  format: 'txt',
  async *parse(bytes, context) {
    const { text, encoding } = decodeText(bytes);
    let index = 0;
    let title: string | undefined;
    for (const draft of textBlocks(text, context)) {
      if (draft.kind === 'heading') title ??= draft.text;
      yield { ...draft, anchor: { kind: 'paragraph', index: ++index } };
    }
    const summary: DraftSummary = { meta: { encoding } };
    return title ? { ...summary, title } : summary;
  },
};

type TextBlock = Omit<BlockDraft, 'anchor'>;

/** Blocks of plain text without their anchors; mails use them too. */
export function* textBlocks(text: string, context?: Pick<ParseContext, 'progress'>): Generator<TextBlock> {
  const width = wrapWidth(text);
  for (const { lines, end } of groupsOf(text)) {
    yield* groupBlocks(lines, width);
    context?.progress(end / text.length);
  }
}

function* groupsOf(text: string): Generator<{ lines: string[]; end: number }> {
  let lines: string[] = [];
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).replace(/\r$/, '');
    if (line.trim() === '') {
      if (lines.length > 0) yield { lines, end };
      lines = [];
    } else {
      lines.push(line);
    }
    start = end + 1;
  }
  if (lines.length > 0) yield { lines, end: text.length };
}

/** The width that the text is wrapped at, or Infinity when its lines are whole paragraphs. */
function wrapWidth(text: string): number {
  const lengths = text
    .slice(0, 200_000)
    .split('\n')
    .map((line) => line.trimEnd().length)
    .filter((n) => n > 0);
  if (lengths.length < 4) return Infinity;
  lengths.sort((a, b) => a - b);
  const long = lengths[Math.floor(lengths.length * 0.9)]!;
  return long >= 30 && long <= 100 ? long : Infinity;
}

const LIST_ITEM =
  /^\s*(?:[-*•·●○▪–—]\s+|\(?\d{1,3}[.)、]\s*(?=\S)|\(?[a-zA-Z][.)]\s+|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)/;
const BULLET = /^\s*[-*•·●○▪–—]\s+/;

function* groupBlocks(lines: string[], width: number): Generator<TextBlock> {
  const heading = headingOf(lines);
  if (heading) {
    yield heading.block;
    lines = lines.slice(heading.lines);
  }
  for (let i = 0; i < lines.length;) {
    const isItem = LIST_ITEM.test(lines[i]!);
    let text = lines[i]!.trim();
    let next = i + 1;
    for (; next < lines.length && !LIST_ITEM.test(lines[next]!); next++) {
      const wrapped = lines[next - 1]!.trimEnd().length >= width * 0.7;
      text = wrapped ? joinLines(text, lines[next]!.trim()) : `${text}\n${lines[next]!.trim()}`;
    }
    yield* blockOf(text, isItem);
    i = next;
  }
}

function* blockOf(text: string, isItem: boolean): Generator<TextBlock> {
  const tidied = tidy(isItem ? text.replace(BULLET, '') : text);
  if (tidied === '') return;
  yield isItem ? { kind: 'list-item', level: 1, text: tidied } : { kind: 'paragraph', text: tidied };
}

const CHAPTER =
  /^(?:第[一二三四五六七八九十百零\d]{1,5}[章节編编部篇]|(?:chapter|section|part|appendix)\s+[\dIVXA-Z]+\b)/i;

function headingOf(lines: string[]): { block: TextBlock; lines: number } | undefined {
  const first = tidy(lines[0]!);
  const rule = lines[1] && /^\s*(={3,}|-{3,}|~{3,})\s*$/.exec(lines[1]);
  if (rule && first.length <= 120) {
    return { block: { kind: 'heading', level: rule[1]!.startsWith('=') ? 1 : 2, text: first }, lines: 2 };
  }
  if (lines.length > 1 || first.length > 80) return undefined;
  const shouted =
    first.length >= 4 &&
    /\p{Lu}{2}/u.test(first) &&
    first === first.toUpperCase() &&
    !/[.!?:,;]$/.test(first);
  if (CHAPTER.test(first) || shouted)
    return { block: { kind: 'heading', level: CHAPTER.test(first) ? 1 : 2, text: first }, lines: 1 };
  return undefined;
}
