export type Language = 'en' | 'zh';

/** One of two versions of a document, as it is named to people. */
interface Edition {
  title: string;
  /** YYYY-MM-DD; '' when it does not say from when it applies. */
  since: string;
}

function since({ since: day }: Edition, language: Language): string {
  if (!day) return '';
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const shown = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));
  return language === 'zh' ? `（自${shown}起）` : ` (from ${shown})`;
}

/** The sentences of the product's own that stand in an answer. */
const phrases = {
  en: {
    nothingFound: 'Nothing in the documents that you can read answers this.',
    nothingReadable: 'There are no documents here that you can read yet, so nothing can answer this.',
    wouldHelp:
      'It would help to add a document about it, to ask over other spaces, or to name the thing as the documents do.',
    unsupported: 'Most of what the model wrote is not supported by your documents, so it is withheld.',
    withheld: 'This part is withheld: the document that it comes from is no longer open to you.',
    conflict: (newer: Edition, older: Edition) =>
      `The answer follows “${newer.title}”${since(newer, 'en')}; the older “${older.title}”${since(older, 'en')} says something else.`,
    stillIndexing: (documents: number, byWords: boolean) =>
      `${documents === 1 ? 'One document is' : `${documents} documents are`} still being indexed${byWords ? ', so this was found by words alone' : ''}. The answer may change when that is done.`,
    quoted: 'Answers are quoted from your documents word for word.',
    modelAway:
      'The model that writes cannot be reached at the moment. This is quoted from your documents instead; ask again later to have it written.',
    quotedByWish: 'Quoted because you asked for quotes.',
    cannotWrite: (reason: string) => `Quoted although you asked for writing. ${reason}`,
    restarted: 'The server was restarted while it answered. What it had said so far is kept. Ask again.',
  },
  zh: {
    nothingFound: '您能读到的文档中没有内容能回答这个问题。',
    nothingReadable: '这里还没有您能读到的文档，因此无法回答。',
    wouldHelp: '可以添加与此有关的文档，换到其他空间提问，或使用文档中的说法来提问。',
    unsupported: '模型所写的大部分内容在您的文档中没有依据，因此不予显示。',
    withheld: '此处内容不再显示：您已无法读取其出处的文档。',
    conflict: (newer: Edition, older: Edition) =>
      `本回答以较新的《${newer.title}》${since(newer, 'zh')}为准；较早的《${older.title}》${since(older, 'zh')}说法不同。`,
    stillIndexing: (documents: number, byWords: boolean) =>
      `还有 ${documents} 个文档正在建立索引${byWords ? '，本回答仅按词语查找得出' : ''}，完成后回答可能有变化。`,
    quoted: '回答逐字引自您的文档。',
    modelAway: '目前无法连接撰写回答的模型，以下内容直接引自您的文档；稍后再问即可由模型撰写。',
    quotedByWish: '按您的要求直接引用原文。',
    cannotWrite: (reason: string) => `您要求撰写，但仍直接引用原文。${reason}`,
    restarted: '回答过程中服务器重新启动，已生成的内容已保留。请再问一次。',
  },
} as const;

export type Phrases = (typeof phrases)['en'] | (typeof phrases)['zh'];
export const phrasesOf = (language: Language): Phrases => phrases[language];
