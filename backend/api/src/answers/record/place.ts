import type { Anchor } from '../../documents/index.js';
import type { Language } from '../phrases.js';

/** Where an anchor points, as a person reads it: "p. 4", "B7:D12", "slide 3". */
export function placeOf(anchor: Anchor, language: Language): string {
  const zh = language === 'zh';
  switch (anchor.kind) {
    case 'page':
      return zh ? `第 ${anchor.page} 页` : `p. ${anchor.page}`;
    case 'cells':
      return `${anchor.sheet} ${anchor.range}`;
    case 'slide':
      return zh ? `第 ${anchor.slide} 张幻灯片` : `slide ${anchor.slide}`;
    case 'mail':
      return anchor.part === 'header' || anchor.part === 'body' ? (zh ? '邮件正文' : 'mail') : anchor.part;
    case 'heading':
      return anchor.path.at(-1) ?? (zh ? `第 ${anchor.index} 段` : `paragraph ${anchor.index}`);
    case 'paragraph':
      return zh ? `第 ${anchor.index} 段` : `paragraph ${anchor.index}`;
  }
}
