import { hanShare } from '../safety/index.js';
import type { Language } from './phrases.js';

/** The language to answer in: that of the question, and the person's own where it has no letters. */
export function languageOf(question: string, locale: Language): Language {
  if (!/\p{L}/u.test(question)) return locale;
  return hanShare(question) > 0.2 ? 'zh' : 'en';
}
