import { csvParser } from './csv.js';
import { docxParser } from './docx/docx.js';
import { emlParser } from './eml/eml.js';
import { detectFormat, type Unsupported } from './format-detection.js';
import { htmlParser } from './html/html.js';
import { markdownParser } from './markdown.js';
import type { Format, Parser } from './parser.js';
import { pdfParser } from './pdf/pdf.js';
import { pptxParser } from './pptx/pptx.js';
import { textParser } from './text.js';
import { xlsxParser } from './xlsx/xlsx.js';

const PARSERS: Record<Format, Parser> = {
  md: markdownParser,
  txt: textParser,
  html: htmlParser,
  docx: docxParser,
  xlsx: xlsxParser,
  pptx: pptxParser,
  pdf: pdfParser,
  csv: csvParser,
  eml: emlParser,
};

/** The parser for a file, by content and ending; or why there is none. */
export function parserFor(fileName: string, bytes: Uint8Array): Parser | Unsupported {
  const format = detectFormat(fileName, bytes);
  return typeof format === 'string' ? PARSERS[format] : format;
}

export type { Unsupported } from './format-detection.js';
export { SUPPORTED } from './format-detection.js';
