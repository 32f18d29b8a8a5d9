import type { Anchor } from '@deskmate/client';
import type { TFunction } from 'i18next';

/** Where in its document a passage stands, in a few characters: "p. 4", "B7:D12", "slide 3". */
export function placeText(anchor: Anchor, t: TFunction): string {
  switch (anchor.kind) {
    case 'page':
      return t('place.page', { page: anchor.page });
    case 'paragraph':
      return t('place.paragraph', { index: anchor.index });
    case 'cells':
      return t('place.cells', { sheet: anchor.sheet, range: anchor.range });
    case 'slide':
      return t(anchor.part === 'notes' ? 'place.notes' : 'place.slide', { slide: anchor.slide });
    case 'mail':
      return mailPlace(anchor.part, t);
    case 'heading':
      return anchor.path.at(-1) ?? t('place.paragraph', { index: anchor.index });
  }
}

function mailPlace(part: string, t: TFunction): string {
  if (part === 'header') return t('place.mailHeader');
  if (part === 'body') return t('place.mailBody');
  return t('place.attachment', { name: part });
}
