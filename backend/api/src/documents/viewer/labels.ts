export type ViewLocale = 'en' | 'zh';

interface Labels {
  page(number: number): string;
  slide(number: number): string;
  notes: string;
  sheet(name: string): string;
  note: string;
  olderVersion(shown: number, current: number): string;
  notCurrent(shown: number): string;
  earlier: string;
  later: string;
  shown(from: number, to: number, total: number): string;
  attachment(name: string): string;
  row: string;
  empty: string;
}

const en: Labels = {
  page: (number) => `Page ${number}`,
  slide: (number) => `Slide ${number}`,
  notes: 'Speaker notes',
  sheet: (name) => `Sheet ${name}`,
  note: 'Note',
  olderVersion: (shown, current) =>
    `You see version ${shown}, the one that was cited. The document has changed since: questions are now answered from version ${current}.`,
  notCurrent: (shown) => `You see version ${shown}, from which no questions are answered.`,
  earlier: 'Earlier part',
  later: 'Later part',
  shown: (from, to, total) => `Parts ${from} to ${to} of ${total}`,
  attachment: (name) => `Attachment: ${name}`,
  row: 'Row',
  empty: 'There is no text to show here.',
};

const zh: Labels = {
  page: (number) => `第 ${number} 页`,
  slide: (number) => `第 ${number} 张幻灯片`,
  notes: '演讲者备注',
  sheet: (name) => `工作表 ${name}`,
  note: '批注',
  olderVersion: (shown, current) =>
    `这是被引用的第 ${shown} 版。文档之后有更改：现在依据第 ${current} 版回答问题。`,
  notCurrent: (shown) => `这是第 ${shown} 版，目前不用于回答问题。`,
  earlier: '前面的内容',
  later: '后面的内容',
  shown: (from, to, total) => `第 ${from} 至 ${to} 段，共 ${total} 段`,
  attachment: (name) => `附件：${name}`,
  row: '行',
  empty: '这里没有可显示的文字。',
};

export const labelsOf = (locale: ViewLocale): Labels => (locale === 'zh' ? zh : en);
export type { Labels };
