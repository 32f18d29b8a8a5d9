/** Pure measures of how much of one text stands in another. */

/** For comparing text whatever its white space and Markdown marks. */
export function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u200b\u00ad\ufeff*_#`|\\]+/gu, '');
}

export class Share {
  private hits = 0;
  private all = 0;
  private readonly perFile: number[] = [];

  add(hits: number, all: number): void {
    if (all === 0) return;
    this.hits += hits;
    this.all += all;
    this.perFile.push(hits / all);
  }

  get empty(): boolean {
    return this.all === 0;
  }

  get micro(): number {
    return this.hits / this.all;
  }

  get macro(): number {
    return this.perFile.reduce((sum, one) => sum + one, 0) / this.perFile.length;
  }
}

/** How many of these paragraphs stand in the text. */
export function found(paragraphs: string[], text: string): [hits: number, all: number] {
  const wanted = paragraphs.map(bare).filter(Boolean);
  const whole = bare(text);
  return [wanted.filter((one) => whole.includes(one)).length, wanted.length];
}

/** Words, and single Chinese characters. */
export function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu) ?? []
  );
}

/** How many words two texts share, each as often as in both. */
export function shared(left: string[], right: string[]): number {
  const counts = new Map<string, number>();
  for (const word of right) counts.set(word, (counts.get(word) ?? 0) + 1);
  return left.filter((word) => {
    const count = counts.get(word) ?? 0;
    counts.set(word, count - 1);
    return count > 0;
  }).length;
}

/** Markdown without links, comments and escapes. */
export function plainMarkdown(source: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>' };
  return source
    .replace(/<!--[^]*?-->|<\/?[a-z][^>]*>/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/&(amp|lt|gt);/g, (_, name: string) => entities[name]!)
    .replace(/\\/g, '');
}
