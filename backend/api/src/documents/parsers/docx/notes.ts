import { all, type XmlElement } from '../ooxml/xml.js';
import { tidy } from '../plain-text.js';
import { readInline, type Inline } from './inline.js';

/** Footnotes, endnotes and comments, given out where the text refers to them. */
export class Notes {
  private readonly footnotes: Map<string, string>;
  private readonly endnotes: Map<string, string>;
  private readonly comments: Map<string, string>;

  constructor(
    footnotes: XmlElement | undefined,
    endnotes: XmlElement | undefined,
    comments: XmlElement | undefined,
  ) {
    this.footnotes = readNotes(footnotes, 'footnote');
    this.endnotes = readNotes(endnotes, 'endnote');
    this.comments = readNotes(comments, 'comment');
  }

  /** The texts that this paragraph refers to; each is given out once. */
  *of(inline: Inline): Generator<string> {
    yield* take(this.footnotes, inline.footnotes);
    yield* take(this.endnotes, inline.endnotes);
    yield* take(this.comments, inline.comments);
  }

  /** What nothing referred to. */
  *rest(): Generator<string> {
    for (const notes of [this.footnotes, this.endnotes, this.comments]) yield* take(notes, [...notes.keys()]);
  }
}

function* take(notes: Map<string, string>, ids: string[]): Generator<string> {
  for (const id of ids) {
    const text = notes.get(id);
    notes.delete(id);
    if (text) yield text;
  }
}

function readNotes(root: XmlElement | undefined, name: string): Map<string, string> {
  const notes = new Map<string, string>();
  for (const node of root?.children ?? []) {
    if (node.name !== name || /separator/i.test(node.attributes['type'] ?? '')) continue;
    const text = tidy([...all(node, 'p')].map((paragraph) => readInline(paragraph).text).join('\n'));
    const author = name === 'comment' ? node.attributes['author'] : undefined;
    if (text !== '') notes.set(node.attributes['id'] ?? '', author ? `${author}: ${text}` : text);
  }
  return notes;
}
