import { strToU8, zipSync } from 'fflate';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A zip file of text parts. */
export function zipFile(parts: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

export function relationsXml(relations: { id: string; type: string; target: string }[]): string {
  const items = relations.map(
    ({ id, type, target }) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`;
}

/** The smallest Word file with this body, and further parts by their relationship type. */
export function docxFile(body: string, parts: Record<string, string> = {}): Uint8Array {
  const extra = Object.entries(parts);
  return zipFile({
    '_rels/.rels': relationsXml([{ id: 'rId1', type: 'officeDocument', target: 'word/document.xml' }]),
    'word/document.xml': `<w:document ${W} ${R}><w:body>${body}</w:body></w:document>`,
    'word/_rels/document.xml.rels': relationsXml(
      extra.map(([type], i) => ({
        id: `rId${i + 1}`,
        type: type.replace(/\d+$/, ''),
        target: `${type}.xml`,
      })),
    ),
    ...Object.fromEntries(extra.map(([type, xml]) => [`word/${type}.xml`, xml.replace('>', ` ${W}>`)])),
  });
}

/** A Word paragraph; `style` is a style's id. */
export function paragraph(text: string, style?: string): string {
  const properties = style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : '';
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export interface TestSheet {
  name: string;
  /** Inside `sheetData`. */
  rows: string;
  /** After `sheetData`. */
  tail?: string;
  state?: string;
}

/** The smallest workbook with these sheets. */
export function xlsxFile(
  sheets: TestSheet[],
  { strings = [] as string[], styles = '', workbookPr = '' } = {},
): Uint8Array {
  const list = sheets.map(
    ({ name, state }, i) =>
      `<sheet name="${name}" sheetId="${i + 1}" ${state ? `state="${state}"` : ''} r:id="rId${i + 1}"/>`,
  );
  return zipFile({
    '_rels/.rels': relationsXml([{ id: 'rId1', type: 'officeDocument', target: 'xl/workbook.xml' }]),
    'xl/workbook.xml': `<workbook ${R}>${workbookPr}<sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relationsXml([
      ...sheets.map((_, i) => ({
        id: `rId${i + 1}`,
        type: 'worksheet',
        target: `worksheets/sheet${i + 1}.xml`,
      })),
      { id: 'rId98', type: 'sharedStrings', target: 'sharedStrings.xml' },
      { id: 'rId99', type: 'styles', target: 'styles.xml' },
    ]),
    'xl/sharedStrings.xml': `<sst>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet>${styles}</styleSheet>`,
    ...Object.fromEntries(
      sheets.map(({ rows, tail = '' }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet><sheetData>${rows}</sheetData>${tail}</worksheet>`,
      ]),
    ),
  });
}

/** A row of inline strings and numbers from column A; undefined leaves a cell out. */
export function sheetRow(number: number, values: (string | number | undefined)[]): string {
  const cells = values.map((value, i) => {
    const reference = `${String.fromCharCode(65 + i)}${number}`;
    if (value === undefined) return '';
    if (typeof value === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
    return `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
  });
  return `<row r="${number}">${cells.join('')}</row>`;
}

/** The smallest presentation with these slides: XML inside `spTree`, and notes. */
export function pptxFile(
  slides: { shapes: string; notes?: string }[],
  order = slides.map((_, i) => i),
): Uint8Array {
  const ids = order.map((at) => `<p:sldId id="${256 + at}" r:id="rId${at + 1}"/>`);
  const parts: Record<string, string> = {
    '_rels/.rels': relationsXml([{ id: 'rId1', type: 'officeDocument', target: 'ppt/presentation.xml' }]),
    'ppt/presentation.xml': `<p:presentation xmlns:p="p" ${R}><p:sldIdLst>${ids.join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relationsXml(
      slides.map((_, i) => ({ id: `rId${i + 1}`, type: 'slide', target: `slides/slide${i + 1}.xml` })),
    ),
  };
  for (const [i, { shapes, notes }] of slides.entries()) {
    parts[`ppt/slides/slide${i + 1}.xml`] = slideXml(shapes);
    if (notes === undefined) continue;
    parts[`ppt/slides/_rels/slide${i + 1}.xml.rels`] = relationsXml([
      { id: 'rId1', type: 'notesSlide', target: `../notesSlides/notes${i + 1}.xml` },
    ]);
    parts[`ppt/notesSlides/notes${i + 1}.xml`] = slideXml(slideShape([notes], 'body'));
  }
  return zipFile(parts);
}

function slideXml(shapes: string): string {
  return `<p:sld xmlns:p="p" xmlns:a="a" ${R}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
}

/** A shape with paragraphs; `placeholder` as in 'title' or 'body'. */
export function slideShape(paragraphs: string[], placeholder?: string): string {
  const kind = placeholder ? `<p:ph type="${placeholder}"/>` : '';
  const text = paragraphs.map((one) => `<a:p><a:r><a:t>${one}</a:t></a:r></a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${text}</p:txBody></p:sp>`;
}
