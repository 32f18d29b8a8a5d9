import type { Block } from '../block.js';
import { drawFlow } from './flow.js';
import { type Citation, Marker } from './highlight.js';
import { Html, markup } from './markup.js';
import { type Labels, type ViewLocale, labelsOf } from './labels.js';
import { type Section, sectionsOf } from './sections.js';
import { type Pen, drawSheet } from './sheet.js';
import { viewStyles } from './styles.js';

export interface ViewPage {
  title: string;
  /** Language of the document. */
  language: string | null;
  blocks: readonly Block[];
  /** Blocks of the whole version. */
  total: number;
  citation: Citation | null;
  version: { number: number; isCurrent: boolean; currentNumber: number | null };
  /** Addresses of the parts before and after the shown one. */
  earlier: string | null;
  later: string | null;
  locale: ViewLocale;
  theme: 'light' | 'dark' | 'auto';
  nonce: string;
}

/** The document as a page of its own, made from its blocks alone: no script, no style but ours, nothing fetched. */
export function drawPage(page: ViewPage): string {
  const labels = labelsOf(page.locale);
  const pen = { labels, marker: new Marker(page.citation) };
  const sections = sectionsOf(page.blocks).map((section) => drawSection(section, pen));
  const body = markup`<!doctype html>
    <html lang="${page.locale === 'zh' ? 'zh-Hans' : 'en'}" data-theme="${page.theme}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${page.title}</title>
        <style nonce="${page.nonce}">
          ${new Html(viewStyles)}
        </style>
      </head>
      <body>
        <main lang="${languageTag(page.language)}">
          ${beginsWithTitle(page) ? null : markup`<h1 dir="auto">${page.title}</h1>`}
          ${versionNote(page, labels)} ${partLinks(page, labels, 'first')}
          ${sections.length ? sections : markup`<p class="empty">${labels.empty}</p>`}
          ${partLinks(page, labels, 'last')}
        </main>
      </body>
    </html>`;
  return body.text;
}

function drawSection(section: Section, pen: Pen): Html {
  switch (section.kind) {
    case 'sheet':
      return drawSheet(section.sheet, section.blocks, pen);
    case 'slide':
      return drawSlide(section.slide, section.blocks, pen);
    case 'page':
      return markup`<section class="page">
        <p class="tag">${pen.labels.page(section.page)}</p>
        ${drawFlow(section.blocks, pen)}
      </section>`;
    case 'mail':
      return drawMailPart(section.part, section.blocks, pen);
    default:
      return markup`<section class="flow">${drawFlow(section.blocks, pen)}</section>`;
  }
}

function drawSlide(number: number, blocks: readonly Block[], pen: Pen): Html {
  const isNote = ({ anchor }: Block): boolean => anchor.kind === 'slide' && anchor.part === 'notes';
  const notes = blocks.filter(isNote);
  const body = blocks.filter((block) => !isNote(block));
  const spoken = notes.map((note) => markup`<p dir="auto">${pen.marker.block(note)}</p>`);
  return markup`<section class="slide">
    <p class="tag">${pen.labels.slide(number)}</p>
    <div class="card">${drawFlow(body, pen)}</div>
    ${
      notes.length > 0 &&
      markup`<aside class="notes">
        <p class="tag">${pen.labels.notes}</p>
        ${spoken}
      </aside>`
    }
  </section>`;
}

function drawMailPart(part: string, blocks: readonly Block[], pen: Pen): Html {
  if (part === 'body') return markup`<section class="flow">${drawFlow(blocks, pen)}</section>`;
  if (part === 'header') return drawMailHeader(blocks, pen);
  return markup`<section class="attachment">
    <p class="tag">${pen.labels.attachment(part)}</p>
    ${drawFlow(blocks, pen)}
  </section>`;
}

function drawMailHeader(blocks: readonly Block[], pen: Pen): Html {
  const subject = blocks.filter(({ kind }) => kind === 'heading');
  const fields = blocks.filter(({ kind }) => kind !== 'heading');
  const rows = fields.map((field) => {
    const at = field.text.indexOf(': ');
    const name = at < 0 ? '' : field.text.slice(0, at);
    const offset = at < 0 ? 0 : at + 2;
    const value = pen.marker.part(field, field.text.slice(offset), offset);
    return markup`<tr>
      <th scope="row">${name}</th>
      <td dir="auto">${value}</td>
    </tr>`;
  });
  return markup`<header class="mail">
    ${drawFlow(subject, pen)}
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </header>`;
}

function versionNote({ version }: ViewPage, labels: Labels): Html | null {
  const { number, isCurrent, currentNumber } = version;
  if (isCurrent) return null;
  const text =
    currentNumber !== null && currentNumber > number
      ? labels.olderVersion(number, currentNumber)
      : labels.notCurrent(number);
  return markup`<p class="changed" role="note">${text}</p>`;
}

function partLinks(page: ViewPage, labels: Labels, place: 'first' | 'last'): Html | null {
  const { blocks, earlier, later, total } = page;
  if (!earlier && !later) return null;
  const shown = labels.shown(blocks[0]!.ordinal + 1, blocks.at(-1)!.ordinal + 1, total);
  return markup`<nav class="parts ${place}" aria-label="${shown}">
    ${earlier ? markup`<a href="${earlier}">↑ ${labels.earlier}</a>` : markup`<span></span>`}
    <span>${shown}</span>
    ${later ? markup`<a href="${later}">${labels.later} ↓</a>` : markup`<span></span>`}
  </nav>`;
}

const beginsWithTitle = ({ blocks, title }: ViewPage): boolean =>
  blocks[0]?.kind === 'heading' && blocks[0].text.trim() === title.trim();

const languageTag = (language: string | null): string =>
  language === 'zh' ? 'zh' : language === 'en' ? 'en' : 'und';
