export type Language = 'en' | 'zh';

/** The sentences of the product's own that stand in an answer. */
const phrases = {
  en: {
    nothingFound: 'Nothing in the documents that you can read answers this.',
    nothingReadable: 'There are no documents here that you can read yet, so nothing can answer this.',
    wouldHelp:
      'It would help to add a document about it, to ask over other spaces, or to name the thing as the documents do.',
    unsupported: 'Most of what the model wrote is not supported by your documents, so it is withheld.',
    withheld: 'This part is withheld: the document that it comes from is no longer open to you.',
    conflict: (newer: string, older: string) =>
      `“${older}” says something else. The answer follows “${newer}”, the newer one.`,
    quoted: 'Answers are quoted from your documents word for word.',
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
    conflict: (newer: string, older: string) => `《${older}》的说法不同。本回答以较新的《${newer}》为准。`,
    quoted: '回答逐字引自您的文档。',
    quotedByWish: '按您的要求直接引用原文。',
    cannotWrite: (reason: string) => `您要求撰写，但仍直接引用原文。${reason}`,
    restarted: '回答过程中服务器重新启动，已生成的内容已保留。请再问一次。',
  },
} as const;

export type Phrases = (typeof phrases)['en'] | (typeof phrases)['zh'];
export const phrasesOf = (language: Language): Phrases => phrases[language];
