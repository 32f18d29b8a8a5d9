import { child, isOn, type XmlElement } from '../ooxml/xml.js';

/** What a paragraph holds besides its own text. */
export interface Inline {
  text: string;
  /** Paragraph-bearing content of text boxes, in order. */
  boxes: XmlElement[];
  /** Descriptions of pictures, where there are any. */
  pictures: (string | undefined)[];
  footnotes: string[];
  endnotes: string[];
  comments: string[];
}

const LEFT_OUT = new Set([
  'del', 'moveFrom', 'instrText', 'delText', 'delInstrText', 'pPr', 'rPr', 'sdtPr', 'sdtEndPr', 'rt', 'annotationRef',
  'tblPr', 'trPr', 'tcPr', 'ctrlPr', 'fldData', 'proofErr', 'lastRenderedPageBreak',
]); // prettier-ignore

/** Reads a paragraph as a person sees it: insertions in, deletions and field codes out, hidden text out. */
export function readInline(paragraph: XmlElement): Inline {
  const inline: Inline = { text: '', boxes: [], pictures: [], footnotes: [], endnotes: [], comments: [] };
  for (const node of paragraph.children) visit(node, inline);
  return inline;
}

function visit(node: XmlElement, inline: Inline): void {
  if (LEFT_OUT.has(node.name)) return;
  switch (node.name) {
    case 't':
      inline.text += node.text;
      return;
    case 'r':
      if (isOn(child(child(node, 'rPr'), 'vanish'))) return;
      break;
    case 'tab':
    case 'ptab':
      inline.text += '\t';
      return;
    case 'br':
    case 'cr':
      inline.text += '\n';
      return;
    case 'noBreakHyphen':
      inline.text += '-';
      return;
    case 'sym':
      inline.text += symbol(node);
      return;
    case 'footnoteReference':
      inline.footnotes.push(node.attributes['id'] ?? '');
      return;
    case 'endnoteReference':
      inline.endnotes.push(node.attributes['id'] ?? '');
      return;
    case 'commentReference':
      inline.comments.push(node.attributes['id'] ?? '');
      return;
    case 'txbxContent':
      inline.boxes.push(node);
      return;
    case 'AlternateContent':
      visitAlternate(node, inline);
      return;
    case 'docPr':
      inline.pictures.push(node.attributes['descr']);
      return;
    case 'checkBox':
      inline.text += checkBox(node);
      return;
  }
  for (const next of node.children) visit(next, inline);
}

/** The same drawing twice, for new and old programs: read the new one, the old when it says nothing. */
function visitAlternate(node: XmlElement, inline: Inline): void {
  const before = inline.text.length + inline.boxes.length;
  const choice = child(node, 'Choice');
  if (choice) for (const next of choice.children) visit(next, inline);
  if (inline.text.length + inline.boxes.length > before) return;
  for (const next of child(node, 'Fallback')?.children ?? []) visit(next, inline);
}

const SYMBOLS: Record<string, string> = {
  f0b7: '•', f0a7: '▪', f0fc: '✓', f0fb: '✗', f0fe: '☑', f0a8: '☐', f06f: '☐', f0e0: '→', f0e8: '→', f0df: '←', f0d8: '➢',
  f0b0: '°', f0b1: '±', f0b3: '≥', f0a3: '≤', f0b4: '×', f06d: 'μ', f04a: '☺', f0ae: '→', f052: '☑', f0d2: '®', f0d3: '©', f0d4: '™',
}; // prettier-ignore

function symbol(node: XmlElement): string {
  const code = (node.attributes['char'] ?? '').toLowerCase();
  const value = Number.parseInt(code, 16);
  if (SYMBOLS[code]) return SYMBOLS[code];
  return value >= 0x20 && value < 0xe000 ? String.fromCodePoint(value) : '';
}

function checkBox(node: XmlElement): string {
  const checked = child(node, 'checked') ?? child(node, 'default');
  return isOn(checked) ? '☑' : '☐';
}
