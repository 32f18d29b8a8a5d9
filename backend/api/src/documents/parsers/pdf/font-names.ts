import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextItem } from './page-text.js';

const MAX_LOOKUPS = 24;

/** The names of a document's fonts, which say what is bold; known only after a page's drawing has been prepared. */
export class FontNames {
  private readonly names = new Map<string, string>();
  private lookups = 0;

  async learn(page: PDFPageProxy, items: TextItem[]): Promise<void> {
    const unknown = new Set(items.map((item) => item.fontName).filter((id) => id && !this.names.has(id)));
    if (unknown.size === 0 || this.lookups++ >= MAX_LOOKUPS) return;
    try {
      await page.getOperatorList();
      for (const id of unknown) this.names.set(id, nameOf(page, id));
    } catch {
      for (const id of unknown) this.names.set(id, ''); // a page that cannot be drawn may still have text
    }
  }

  isBold(id: string): boolean {
    return BOLD.test(this.names.get(id) ?? '');
  }
}

const BOLD = /bold|black|heavy|demi|cmbx|sfbx|simhei|stheiti|[,-]b(?:$|[,-])/i;

function nameOf(page: PDFPageProxy, id: string): string {
  const font = page.commonObjs.has(id) ? (page.commonObjs.get(id) as { name?: string } | null) : null;
  return font?.name ?? '';
}
