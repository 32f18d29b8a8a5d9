import { isWide, joinLines } from '../plain-text.js';
import { roundedSize } from './headings.js';
import { mergeAll } from './parts.js';
import type { Band, Segment } from './segments.js';

export interface TextBlock {
  kind: 'heading' | 'paragraph' | 'list-item';
  text: string;
  size: number;
  bold: boolean;
  lines: number;
  box: [number, number, number, number];
}

const LIST_START =
  /^(?:[-–—*•·●○▪■□◦‣➢✓]\s|\(?\d{1,3}[.)]\s|\(?[a-zA-Z][.)]\s|\(?[ivxIVX]{1,5}[.)]\s|[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百\d]{1,4}[条章节])/;
const BULLET = /^[-–—*•·●○▪■□◦‣➢✓]\s+/;

/** Joins the lines of a column into paragraphs by spacing, indents, sizes and markers. */
export function paragraphsOf(bands: Band[], compounds: ReadonlySet<string>): TextBlock[] {
  const lines = bands.map((band) => mergeAll(band.segments));
  const column = columnOf(lines);
  const groups: Segment[][] = [];
  for (const [i, line] of lines.entries()) {
    const previous = lines[i - 1];
    if (previous && !begins(line, previous, groups.at(-1)!, column)) groups.at(-1)!.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => toBlock(group, compounds));
}

interface Column {
  x0: number;
  x1: number;
  /** Usual distance between baselines, for each size of text. */
  pitches: Map<number, number>;
}

function columnOf(lines: Segment[]): Column {
  const bySize = new Map<number, number[]>();
  for (const [i, line] of lines.slice(1).entries()) {
    const size = roundedSize(line.size);
    const pitch = line.baseline - lines[i]!.baseline;
    if (pitch > 0 && roundedSize(lines[i]!.size) === size)
      bySize.set(size, [...(bySize.get(size) ?? []), pitch]);
  }
  return {
    x0: Math.min(...lines.map((line) => line.x0)),
    x1: Math.max(...lines.map((line) => line.x1)),
    pitches: new Map([...bySize].map(([size, pitches]) => [size, lowMedian(pitches)])),
  };
}

function lowMedian(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.4)]!;
}

/** Whether a line begins a new paragraph. */
function begins(line: Segment, previous: Segment, group: Segment[], column: Column): boolean {
  const size = Math.max(line.size, previous.size);
  if (Math.abs(line.size - previous.size) > size * 0.12) return true;
  const distance = line.baseline - previous.baseline;
  const pitch = column.pitches.get(roundedSize(line.size)) ?? Infinity;
  if (distance > Math.min(pitch, size * 2) * 1.3 && distance > size * 1.35) return true;
  if (LIST_START.test(line.text)) return true;
  const short = previous.x1 < column.x1 - Math.max((column.x1 - column.x0) * 0.12, size * 2);
  if (line.bold !== previous.bold && (short || group.every((one) => one.bold))) return true;
  const isItem = LIST_START.test(group[0]!.text); // its lines hang under its first word
  const body = isItem && group.length > 1 ? group.slice(1) : group;
  const indented =
    !(isItem && group.length === 1) && line.x0 > Math.min(...body.map((one) => one.x0)) + size * 0.8;
  if (indented && group.length > 1) return true;
  if (indented && /[.!?。！？:：]$/.test(previous.text)) return true;
  return short && (endsSentence(previous.text) || startsAnew(line, previous));
}

function endsSentence(text: string): boolean {
  return /[.!?。！？:：;；]["'”’)）」』]*$/.test(text);
}

/** Two short lines of which the second begins with a capital: a list without markers, an address. */
function startsAnew(line: Segment, previous: Segment): boolean {
  if (isWide(line.text[0])) return previous.text.length < 15;
  return /^[\p{Lu}\p{N}]/u.test(line.text) && previous.text.length < 60;
}

function toBlock(lines: Segment[], compounds: ReadonlySet<string>): TextBlock {
  const text = lines.reduce((joined, line) => joinLines(joined, line.text, compounds), '');
  const isItem = LIST_START.test(text);
  return {
    kind: isItem ? 'list-item' : 'paragraph',
    text: text.replace(BULLET, ''),
    size: Math.max(...lines.map((line) => line.size)),
    bold: lines.every((line) => line.bold),
    lines: lines.length,
    box: [
      Math.min(...lines.map((line) => line.x0)),
      Math.min(...lines.map((line) => line.y0)),
      Math.max(...lines.map((line) => line.x1)),
      Math.max(...lines.map((line) => line.y1)),
    ],
  };
}
