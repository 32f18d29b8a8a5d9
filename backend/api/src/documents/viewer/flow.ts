import type { Block } from '../block.js';
import type { Marker } from './highlight.js';
import { Html, markup } from './markup.js';
import { tablesIn } from './sections.js';
import { type Pen, cellKind } from './sheet.js';

/** Headings, paragraphs, lists, notes, code and tables in reading order. */
export const drawFlow = (blocks: readonly Block[], pen: Pen): Html[] =>
  tablesIn(blocks).map((part) => (Array.isArray(part) ? drawTable(part, pen.marker) : drawBlock(part, pen)));

function drawBlock(block: Block, pen: Pen): Html {
  const text = pen.marker.block(block);
  switch (block.kind) {
    case 'heading':
      return drawHeading(block.level ?? 1, text);
    case 'list-item':
      return drawItem(block, text);
    case 'code':
      return markup`<pre><code>${text}</code></pre>`;
    case 'note':
      return markup`<aside class="note">
        <span class="tag">${pen.labels.note}</span>
        <p dir="auto">${text}</p>
      </aside>`;
    case 'mail-part':
      return markup`<blockquote dir="auto"><p>${text}</p></blockquote>`;
    default:
      return markup`<p dir="auto">${text}</p>`;
  }
}

/** The page's own title is the only h1. */
function drawHeading(level: number, text: Html): Html {
  const tag = new Html(`h${Math.min(6, Math.max(1, level) + 1)}`);
  return markup`<${tag} dir="auto">${text}</${tag}>`;
}

function drawItem(block: Block, text: Html): Html {
  const depth = Math.min(6, Math.max(1, block.level ?? 1));
  return markup`<p class="item depth-${depth}${ownLabel(block.text)}" dir="auto">${text}</p>`;
}

/** Items that carry their own number or bullet get no second one. */
const ownLabel = (text: string): string =>
  /^([-–•·*◦▪]|\(?(\d+(\.\d+)*|[a-zA-Z]|[ivx]+|[一二三四五六七八九十]+)[.)、）])\s?/u.test(text)
    ? ' labelled'
    : '';

function drawTable(rows: readonly Block[], marker: Marker): Html {
  const [first, second] = rows;
  const hasHeaderRow = !first!.header && second?.header !== undefined;
  const names = first!.header?.map((name) => markup`<th scope="col">${name}</th>`);
  const head = hasHeaderRow
    ? marker.cells(first!).map((cell) => markup`<th scope="col" dir="auto">${cell}</th>`)
    : names;
  const body = (hasHeaderRow ? rows.slice(1) : rows).map((row) => drawRow(row, marker));
  return markup`<div class="scroll" tabindex="0">
    <table class="plain">
      ${
        head &&
        markup`<thead>
          <tr>
            ${head}
          </tr>
        </thead>`
      }
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function drawRow(row: Block, marker: Marker): Html {
  const cells = row.cells ?? [row.text];
  const drawn = marker
    .cells(row)
    .map((cell, i) => markup`<td class="${cellKind(cells[i])}" dir="auto">${cell}</td>`);
  return markup`<tr class="${marker.isCited(row) ? 'cited' : ''}">
    ${drawn}
  </tr>`;
}
