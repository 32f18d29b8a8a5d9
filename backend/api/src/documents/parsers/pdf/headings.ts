import type { TextBlock } from './paragraphs.js';
import type { Segment } from './segments.js';

/** What the document's sizes and bookmarks say about headings. */
export class HeadingLevels {
  private readonly sizes: number[];

  constructor(
    private readonly body: number,
    sizes: Map<number, number>,
    private readonly bookmarks: Map<string, number>,
  ) {
    this.sizes = [...sizes.keys()].filter((size) => size > body * 1.12).sort((a, b) => b - a);
  }

  /** Level of a block that reads as a heading; undefined otherwise. */
  of(block: TextBlock): number | undefined {
    const marked = this.bookmarks.get(headingKey(block.text));
    if (marked !== undefined && block.lines <= 4) return marked;
    if (block.text.length > 160 || block.lines > 3 || !/\p{L}/u.test(block.text)) return undefined;
    const larger = block.size > this.body * 1.12;
    if (larger) return Math.min(this.sizes.filter((size) => size > roundedSize(block.size)).length + 1, 6);
    return numberedLevel(block);
  }
}

/** '2.1 Scope' and '第三章 总则' on a line of their own, without a full stop. */
function numberedLevel(block: TextBlock): number | undefined {
  if (block.lines > 1 || block.text.length > 80 || /[.。;；,，:：]$/.test(block.text)) return undefined;
  const number = /^(\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+\p{L}/u.exec(block.text);
  if (number) return Math.min(number[1]!.split('.').length + 1, 6);
  if (/^第[一二三四五六七八九十百\d]{1,4}[章编]/.test(block.text)) return 2;
  return undefined;
}

export function headingKey(text: string): string {
  return text.toLowerCase().replace(/[\s.。:：]+/g, '');
}

export function roundedSize(size: number): number {
  return Math.round(size * 2) / 2;
}

/** Characters per font size; the most used is the body's. */
export function sizesOf(segments: Iterable<Segment>): { body: number; sizes: Map<number, number> } {
  const sizes = new Map<number, number>();
  for (const { size, text } of segments)
    sizes.set(roundedSize(size), (sizes.get(roundedSize(size)) ?? 0) + text.length);
  const [body] = [...sizes].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0]);
  return { body, sizes };
}
