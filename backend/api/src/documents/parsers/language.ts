import { countHan } from './plain-text.js';

const ENGLISH = wordSet(
  'the of and to for it with are be this by or from at have has was were not will which their you your we our may must should if all any no into than more per please',
);
/** Small words of its neighbours, to tell that a text in the same letters is not English. */
const FOREIGN = wordSet(
  'der die und das ist nicht mit für den von zu le la les des et est une pour dans que el los las y por con una del il che di della per non een het de van voor niet met och att som på og til af jest się na nie em os da uma não',
);

function wordSet(words: string): Set<string> {
  return new Set(words.split(' '));
}

/** Tells the language of a document from a sample of its text. */
export class LanguageGuess {
  private han = 0;
  private kana = 0;
  private letters = 0;
  private plainLetters = 0;
  private english = 0;
  private foreign = 0;
  private left = 200_000;

  add(text: string): void {
    if (this.left <= 0) return;
    this.left -= text.length;
    this.han += countHan(text);
    this.kana += text.match(/[\u3040-\u30ff]/g)?.length ?? 0;
    this.letters += text.match(/\p{L}/gu)?.length ?? 0;
    this.plainLetters += text.match(/[A-Za-z]/g)?.length ?? 0;
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
      if (ENGLISH.has(word)) this.english++;
      if (FOREIGN.has(word)) this.foreign++;
    }
  }

  /** A Chinese character says about as much as three Latin letters. Lists and tables have few small words. */
  result(): 'en' | 'zh' | 'other' {
    const others = this.letters - this.han;
    if (this.han > 0 && this.han * 3 > others) return this.kana > this.han * 0.1 ? 'other' : 'zh';
    const isPlain = this.plainLetters > 0 && this.plainLetters >= others * 0.985;
    return isPlain && this.english >= this.foreign ? 'en' : 'other';
  }
}
