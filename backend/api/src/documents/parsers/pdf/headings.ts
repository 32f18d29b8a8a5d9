import type { TextBlock } from './paragraphs.js';
import type { Segment } from './segments.js';

/** What the document's sizes and bookmarks say about headings. */
export class HeadingLevels {
  private readonly sizes: number[];
  private readonly body: number;
  private readonly boldRanks: number[];

  constructor(
    private readonly style: DocumentStyle,
    private readonly bookmarks: Map<string, number>,
  ) {
    this.body = style.body;
    this.boldRanks = [...style.boldRanks].sort((a, b) => b - a);
    this.sizes = [...style.sizes.keys()].filter((size) => size > style.body * 1.12).sort((a, b) => b - a);
  }

  /** Level of a block that reads as a heading; undefined otherwise. */
  of(block: TextBlock): number | undefined {
    const marked = this.bookmarks.get(headingKey(block.text));
    if (marked !== undefined && block.lines <= 4) return marked;
    if (block.text.length > 160 || block.lines > 3 || !/\p{L}/u.test(block.text)) return undefined;
    const larger = block.size > this.body * 1.12;
    if (larger) return Math.min(this.sizes.filter((size) => size > roundedSize(block.size)).length + 1, 6);
    return numberedLevel(block) ?? this.boldLevel(block);
  }

  /** A bold line of its own in the body's size, where the body is not bold. */
  private boldLevel(block: TextBlock): number | undefined {
    if (!block.bold || this.style.isBold || block.lines > 2 || block.text.length > 120) return undefined;
    if (block.size < this.body * 0.9 || /[.。;；,，]$/.test(block.text) || !/^[\p{L}\p{N}]/u.test(block.text))
      return undefined;
    const rank = this.boldRanks.indexOf(boldRank(block.text, block.size));
    return Math.min(Math.max(this.sizes.length, 1) + Math.max(rank, 0) + 1, 6);
  }
}

/** '2.1 Scope' and '第三章 总则' on a line of their own, without a full stop. */
function numberedLevel(block: TextBlock): number | undefined {
  if (block.lines > 1 || block.text.length > 80 || /[.。;；,，:：]$/.test(block.text)) return undefined;
  const number = /^(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+\p{L}/u.exec(block.text);
  if (number) return Math.min(number[1]!.split('.').length + 1, 6);
  if (/^(?:\d{1,2}|[IVX]{1,5}|[A-Z])[.)]?\s+\p{Lu}[\p{Lu}\s&,/-]{2,}$/u.test(block.text)) return 2;
  if (/^第[一二三四五六七八九十百\d]{1,4}[章编]/.test(block.text)) return 2;
  return undefined;
}

export function headingKey(text: string): string {
  return text.toLowerCase().replace(/[\s.。:：]+/g, '');
}

export function roundedSize(size: number): number {
  return Math.round(size * 2) / 2;
}

export interface DocumentStyle {
  /** Font size of most of the text. */
  body: number;
  /** Characters per font size. */
  sizes: Map<number, number>;
  /** `boldRank` of all short bold lines in about the body's size. */
  boldRanks: Set<number>;
  /** Most of the text is bold. */
  isBold: boolean;
}

export function styleOf(segments: Iterable<Segment>): DocumentStyle {
  const sizes = new Map<number, number>();
  const lines: Segment[] = [];
  let all = 0;
  let bold = 0;
  for (const segment of segments) {
    const { size, text, bold: isBold } = segment;
    if (isBold && text.length <= 120 && /\p{L}{3}/u.test(text)) lines.push(segment);
    sizes.set(roundedSize(size), (sizes.get(roundedSize(size)) ?? 0) + text.length);
    all += text.length;
    if (isBold) bold += text.length;
  }
  const [body] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  const sized = lines.filter((line) => line.size >= body * 0.9 && line.size <= body * 1.12);
  const boldRanks = new Set(sized.map((line) => boldRank(line.text, line.size)));
  return { body, sizes, boldRanks, isBold: bold > all * 0.4 };
}

/** Larger lines rank higher, and of one size those in capitals. */
function boldRank(text: string, size: number): number {
  const isShouted = /\p{Lu}/u.test(text) && text === text.toUpperCase();
  return roundedSize(size) + (isShouted ? 0.25 : 0);
}
