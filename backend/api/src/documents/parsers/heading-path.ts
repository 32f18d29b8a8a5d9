/** The headings above the current place of a document. */
export class HeadingPath {
  private readonly open: { level: number; text: string }[] = [];

  enter(level: number, text: string): void {
    while (this.open.length > 0 && this.open.at(-1)!.level >= level) this.open.pop();
    this.open.push({ level, text });
  }

  current(): string[] {
    return this.open.map((heading) => heading.text);
  }
}

/** Anchors of formats without pages or paragraphs: the headings above, and a running number. */
export class HeadingAnchors {
  private readonly path = new HeadingPath();
  private index = 0;

  enter(level: number, text: string): void {
    this.path.enter(level, text);
  }

  next = () => ({ kind: 'heading' as const, path: this.path.current(), index: ++this.index });
}
