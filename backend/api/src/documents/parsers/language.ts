import { countHan } from './plain-text.js';

const ENGLISH = new Set(
  'the of and to in a is that for it on as with are be this by an or from at have has was were not will can which their you your we our may must should if all any no into than more per please'.split(
    ' ',
  ),
);

/** Tells the language of a document from a sample of its text. */
export class LanguageGuess {
  private han = 0;
  private kana = 0;
  private letters = 0;
  private words = 0;
  private english = 0;
  private left = 200_000;

  add(text: string): void {
    if (this.left <= 0) return;
    this.left -= text.length;
    this.han += countHan(text);
    this.kana += text.match(/[\u3040-\u30ff]/g)?.length ?? 0;
    this.letters += text.match(/\p{L}/gu)?.length ?? 0;
    for (const word of text.toLowerCase().match(/[\p{L}']+/gu) ?? []) {
      this.words++;
      if (ENGLISH.has(word)) this.english++;
    }
  }

  /** A Chinese character says about as much as two or three Latin letters. */
  result(): 'en' | 'zh' | 'other' {
    if (this.han * 2.5 > this.letters - this.han && this.han > 0)
      return this.kana > this.han * 0.1 ? 'other' : 'zh';
    if (this.words === 0) return 'other';
    const share = this.english / this.words;
    return share > 0.12 || (this.words < 60 && share > 0.04) || this.isPlainLatin() ? 'en' : 'other';
  }

  /** Tables and lists have hardly any small words. */
  private isPlainLatin(): boolean {
    return this.words > 0 && this.words < 200 && this.english > 0;
  }
}
