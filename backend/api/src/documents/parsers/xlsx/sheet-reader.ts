import { XmlReader, type XmlHandlers } from '../ooxml/xml.js';
import type { CellStyles } from './cell-styles.js';
import { columnOf } from './cell-range.js';

export interface SheetRow {
  /** From 1. */
  number: number;
  /** Shown values by column from 0; empty cells are missing. */
  cells: Map<number, string>;
}

const MAX_COLUMN = 16_384;

/** Streams the rows of a sheet that have any value; only one slice of the sheet is in memory. */
export async function* readRows(
  slices: AsyncIterable<Uint8Array>,
  strings: readonly string[],
  styles: CellStyles,
  maxDepth: number,
): AsyncGenerator<SheetRow> {
  const sheet = new SheetHandlers(strings, styles);
  const reader = new XmlReader(sheet, maxDepth);
  let any = false;
  for await (const slice of slices) {
    any = true;
    reader.write(slice);
    yield* sheet.take();
  }
  if (any) reader.end();
  yield* sheet.take();
}

class SheetHandlers implements XmlHandlers {
  private rows: SheetRow[] = [];
  private row: SheetRow = { number: 0, cells: new Map() };
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  private capturing = false;
  private phonetic = 0;

  constructor(
    private readonly strings: readonly string[],
    private readonly styles: CellStyles,
  ) {}

  take(): SheetRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v' || (name === 't' && this.phonetic === 0)) this.capturing = true;
    else if (name === 'row') this.openRow(attributes);
    else if (name === 'rPh') this.phonetic++;
  }

  private openRow(attributes: Record<string, string>): void {
    this.row = { number: Number(attributes['r'] ?? this.row.number + 1), cells: new Map() };
    this.column = -1;
  }

  private openCell(attributes: Record<string, string>): void {
    const reference = attributes['r'];
    this.column = reference ? columnOf(reference) : this.column + 1;
    this.type = attributes['t'] ?? 'n';
    this.style = Number(attributes['s'] ?? 0);
    this.value = '';
  }

  text(text: string): void {
    if (this.capturing) this.value += text;
  }

  close(name: string): void {
    if (name === 'c') this.closeCell();
    else if (name === 'v' || name === 't') this.capturing = false;
    else if (name === 'rPh') this.phonetic--;
    else if (name === 'row' && this.row.cells.size > 0) this.rows.push(this.row);
  }

  private closeCell(): void {
    if (this.value === '' || this.column < 0 || this.column >= MAX_COLUMN) return;
    const shown = this.shown().replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    );
    const text = tidyCell(shown);
    if (text !== '') this.row.cells.set(this.column, text);
  }

  private shown(): string {
    const format = this.styles.format(this.style);
    switch (this.type) {
      case 's':
        return format.text(this.strings[Number(this.value)] ?? '');
      case 'str':
      case 'inlineStr':
        return format.text(this.value);
      case 'b':
        return this.value.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return this.value;
      case 'd':
        return this.value.replace(/T00:00(:00(\.0+)?)?Z?$/, '');
      default:
        return this.value.trim() === '' || Number.isNaN(Number(this.value))
          ? this.value
          : format.number(Number(this.value));
    }
  }
}

/** A cell is one line of a row: its line ends become blanks. */
function tidyCell(text: string): string {
  return PLAIN.test(text)
    ? text
    : text
        .replace(/[\s\p{Cc}\u200b\ufeff]+/gu, ' ')
        .trim()
        .normalize('NFC');
}

const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
