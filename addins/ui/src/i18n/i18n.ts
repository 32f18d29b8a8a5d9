import { type i18n, createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '@deskmate/client';
import { read, write } from '../foundation/remembered.js';
import { en } from './en.js';
import { zh } from './zh.js';

export interface TextTree {
  [key: string]: string | TextTree;
}

/** The same keys as another tree of texts, with texts of its own. */
export type SameTexts<T> = { [K in keyof T]: T[K] extends string ? string : SameTexts<T[K]> };

const KEY = 'deskmate.locale';

/** What the person chose in this browser, else what the browser prefers. */
export function preferredLocale(): Locale {
  const chosen = read<Locale | null>(KEY, null);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return globalThis.navigator?.language?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const showLanguage = (locale: string): void => {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
};

/** The texts of the shared parts together with those of one app. */
export function createI18n(app: { en: TextTree; zh: TextTree }, locale: Locale = preferredLocale()): i18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    resources: {
      en: { translation: joined(en, app.en) },
      zh: { translation: joined(zh, app.zh) },
    },
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  });
  showLanguage(locale);
  instance.on('languageChanged', showLanguage);
  return instance;
}

/** Two trees of texts as one; an app may add keys to a group of ours, never change one. */
export function joined(ours: TextTree, theirs: TextTree): TextTree {
  const result: TextTree = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    const before = result[key];
    if (before === undefined) result[key] = value;
    else if (typeof before === 'object' && typeof value === 'object') result[key] = joined(before, value);
    else throw new Error(`text ${key} stands twice`);
  }
  return result;
}

export function chooseLocale(instance: i18n, locale: Locale): void {
  write(KEY, locale);
  void instance.changeLanguage(locale);
}
