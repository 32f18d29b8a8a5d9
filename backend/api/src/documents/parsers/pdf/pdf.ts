import './dom-stand-ins.js';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { BlockDraft } from '../../block.js';
import { damaged, needsPassword, ParseFailure } from '../parse-failure.js';
import type { DraftSummary, ParseContext, Parser } from '../parser.js';
import { tidy } from '../plain-text.js';
import { FontNames } from './font-names.js';
import { HeadingLevels, headingKey, styleOf } from './headings.js';
import { isPageNumber, isRepeated, repeatedMargins, withoutMargins } from './margins.js';
import { pageBlocks } from './page-blocks.js';
import { readPage, type PageText } from './page-text.js';
import { segmentsOf, type Segment } from './segments.js';

/** PDF by geometry: spans -> lines -> columns -> tables and paragraphs, headings by size and bookmarks. */
export const pdfParser: Parser = {
  format: 'pdf',
  async *parse(bytes, context) {
    const document = await open(bytes);
    try {
      const pages = await readPages(document, context);
      yield* documentBlocks(pages, await bookmarksOf(document));
      return await summaryOf(document);
    } finally {
      await document.loadingTask.destroy();
    }
  },
};

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const root = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = getDocument({
    data: new Uint8Array(bytes), // a copy: pdf.js takes the memory away from its owner
    cMapUrl: `${root}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${root}/standard_fonts/`,
    disableFontFace: true,
    useSystemFonts: false,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: 1, // no picture is ever decoded
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    return await task.promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') throw needsPassword();
    throw damaged('This PDF is damaged or cut off.');
  }
}

interface ReadPage {
  page: PageText;
  segments: Segment[];
}

async function readPages(document: PDFDocumentProxy, context: ParseContext): Promise<ReadPage[]> {
  if (document.numPages > context.limits.maxPages) {
    throw new ParseFailure(
      'too-large',
      `This PDF has ${document.numPages} pages; at most ${context.limits.maxPages} are read. Split it into smaller files.`,
    );
  }
  const pages: ReadPage[] = [];
  const fonts = new FontNames();
  for (let number = 1; number <= document.numPages; number++) {
    const page = await readOnePage(document, number, fonts);
    pages.push({ page, segments: segmentsOf(page.spans) });
    context.progress(number / document.numPages);
  }
  return pages;
}

/** A page that is broken by itself is left empty; the others are still worth reading. */
async function readOnePage(document: PDFDocumentProxy, number: number, fonts: FontNames): Promise<PageText> {
  try {
    const page = await document.getPage(number);
    const text = await readPage(page, number, fonts);
    page.cleanup();
    return text;
  } catch {
    return { number, width: 0, height: 0, spans: [], turned: [] };
  }
}

function* documentBlocks(pages: ReadPage[], bookmarks: Map<string, number>): Generator<BlockDraft> {
  const style = styleOf(pages.flatMap(({ segments }) => segments));
  const layout = { headings: new HeadingLevels(style, bookmarks), compounds: compoundsOf(pages) };
  const repeated = repeatedMargins(pages);
  for (const { page, segments } of pages) {
    const kept = withoutMargins(page, segments, repeated);
    yield* pageBlocks(kept, page.number, layout);
    yield* turnedBlocks(page);
  }
  yield* marginBlocks(pages, repeated);
}

/** Words that stand with a hyphen inside a line somewhere, in lower case. */
function compoundsOf(pages: ReadPage[]): Set<string> {
  const compounds = new Set<string>();
  for (const { segments } of pages) {
    for (const { text } of segments) {
      for (const [word] of text.matchAll(/\p{L}+-\p{L}+/gu)) compounds.add(word.toLowerCase());
    }
  }
  return compounds;
}

/** Text across the page comes after the rest, with the whole page as its box. */
function* turnedBlocks(page: PageText): Generator<BlockDraft> {
  const text = tidy(
    segmentsOf(page.turned)
      .map((segment) => segment.text)
      .join('\n'),
  );
  if (text === '') return;
  const box: [number, number, number, number] = [0, 0, Math.round(page.width), Math.round(page.height)];
  yield { kind: 'paragraph', text, anchor: { kind: 'page', page: page.number, box } };
}

/** Running headers and footers once, at the end, where they first stood. */
function* marginBlocks(pages: ReadPage[], repeated: Set<string>): Generator<BlockDraft> {
  const given = new Set<string>();
  for (const { page, segments } of pages) {
    for (const segment of segments) {
      const key = segment.text.replace(/\d+/g, '#');
      if (
        !isRepeated(segment, page, repeated) ||
        isPageNumber(segment, page) ||
        given.has(key) ||
        !/\p{L}/u.test(segment.text)
      )
        continue;
      given.add(key);
      const box = [segment.x0, segment.y0, segment.x1, segment.y1].map(
        (value) => Math.round(value * 10) / 10,
      );
      yield {
        kind: 'note',
        text: tidy(segment.text),
        anchor: { kind: 'page', page: page.number, box: box as [number, number, number, number] },
      };
    }
  }
}

/** Titles of the bookmarks with their depth. */
async function bookmarksOf(document: PDFDocumentProxy): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const visit = (nodes: { title: string; items: unknown[] }[], level: number): void => {
    for (const node of nodes.slice(0, 5_000)) {
      const key = headingKey(node.title ?? '');
      if (key.length > 1 && !found.has(key)) found.set(key, Math.min(level, 6));
      if (level < 6) visit(node.items as typeof nodes, level + 1);
    }
  };
  visit((await document.getOutline().catch(() => null)) ?? [], 1);
  return found;
}

async function summaryOf(document: PDFDocumentProxy): Promise<DraftSummary> {
  const info = (await document.getMetadata().catch(() => undefined))?.info as
    Record<string, unknown> | undefined;
  const meta: Record<string, string> = {};
  for (const key of ['Author', 'Subject', 'Keywords', 'Creator', 'CreationDate']) {
    const value = info?.[key];
    if (typeof value === 'string' && value.trim() !== '') meta[key] = value.trim().slice(0, 500);
  }
  const title = typeof info?.['Title'] === 'string' ? tidy(info['Title']) : '';
  return title === '' ? { pages: document.numPages, meta } : { title, pages: document.numPages, meta };
}
