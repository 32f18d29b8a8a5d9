import { type BackendModule, type i18n, createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Locale } from '@deskmate/client';
import { read, write } from '../foundation/remembered.js';

export interface TextTree {
  [key: string]: string | TextTree;
}

/** The same keys as another tree of texts, with texts of its own. */
export type SameTexts<T> = { [K in keyof T]: T[K] extends string ? string : SameTexts<T[K]> };

/** How an app's texts in one language are fetched: only the language in use is. */
export type TextSource = () => Promise<TextTree>;

const KEY = 'deskmate.locale';
const NAMESPACE = 'translation';

/** What the person chose in this browser, else what the browser prefers. */
export function preferredLocale(): Locale {
  const chosen = read<Locale | null>(KEY, null);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return globalThis.navigator?.language?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const showLanguage = (locale: string): void => {
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
};

const ours: Record<Locale, TextSource> = {
  en: async () => (await import('./en.js')).en,
  zh: async () => (await import('./zh.js')).zh,
};

/** The texts of the shared parts together with those of one app, in the language in use; another comes when it is chosen. */
export async function createI18n(
  app: Record<Locale, TextSource>,
  locale: Locale = preferredLocale(),
): Promise<i18n> {
  const instance = createInstance();
  await instance
    .use(textsOf(app))
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: false, // both languages have every key: a spec of each app says so
      interpolation: { escapeValue: false }, // React escapes
      react: { useSuspense: false }, // the page keeps its language until the other's texts are there
    });
  showLanguage(locale);
  instance.on('languageChanged', showLanguage);
  return instance;
}

const textsOf = (app: Record<Locale, TextSource>): BackendModule => ({
  type: 'backend',
  init: () => undefined,
  read: (language, _namespace, done) => {
    const locale: Locale = language === 'zh' ? 'zh' : 'en';
    Promise.all([ours[locale](), app[locale]()]).then(
      ([shared, own]) => done(null, joined(shared, own)),
      (error: Error) => done(error, null),
    );
  },
});

/** Two trees of texts as one; an app may add keys to a shared group, never change one. */
export function joined(shared: TextTree, theirs: TextTree): TextTree {
  const result: TextTree = { ...shared };
  for (const [key, value] of Object.entries(theirs)) {
    const before = result[key];
    if (before === undefined) result[key] = value;
    else if (typeof before === 'object' && typeof value === 'object') result[key] = joined(before, value);
    else throw new Error(`text ${key} stands twice`);
  }
  return result;
}

/** Changes the language once its texts are there; while they cannot be fetched, the page stays readable as it is. */
export async function chooseLocale(instance: i18n, locale: Locale): Promise<void> {
  if (!instance.hasResourceBundle(locale, NAMESPACE)) await instance.reloadResources(locale);
  if (!instance.hasResourceBundle(locale, NAMESPACE)) return;
  write(KEY, locale);
  await instance.changeLanguage(locale);
}
