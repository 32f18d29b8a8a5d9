import fs from 'node:fs';
import path from 'node:path';

export interface Texts {
  [key: string]: string | Texts;
}

/** Every key of a tree of texts, as `group.name`. */
export const keysOf = (texts: Texts, before = ''): string[] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${before}${key}`] : keysOf(value, `${before}${key}.`),
  );

const textAt = (texts: Texts, key: string): string =>
  key.split('.').reduce<string | Texts>((at, part) => (at as Texts)[part]!, texts) as string;

const placeholders = (text: string): string => (text.match(/\{\{\w+\}\}/g) ?? []).sort().join();

/** What is wrong between the two languages of an app: keys, values to fill in, words that were not translated. */
export function textFaults(english: Texts, chinese: Texts): string[] {
  const [en, zh] = [keysOf(english), keysOf(chinese)];
  const missing = en.filter((key) => !zh.includes(key)).map((key) => `${key} is missing in Chinese`);
  const surplus = zh.filter((key) => !en.includes(key)).map((key) => `${key} is missing in English`);
  const both = en.filter((key) => zh.includes(key));
  const unlike = both
    .filter((key) => placeholders(textAt(english, key)) !== placeholders(textAt(chinese, key)))
    .map((key) => `${key} fills in other values`);
  const same = both
    .filter(
      (key) =>
        /[a-z]{2}/i.test(wordsOf(textAt(chinese, key))) && !/\p{Script=Han}/u.test(textAt(chinese, key)),
    )
    .map((key) => `${key} is not Chinese`);
  return [...missing, ...surplus, ...unlike, ...same];
}

const wordsOf = (text: string): string => text.replace(/\{\{\w+\}\}/g, '');

/** Keys that the pages under a folder name literally, `t('…')`, and that no text has. */
export function unknownKeys(folder: string, ...known: Texts[]): string[] {
  const keys = new Set(
    known.flatMap((texts) => keysOf(texts)).map((key) => key.replace(/_(one|other)$/, '')),
  );
  return sourcesOf(folder).flatMap((file) =>
    [...fs.readFileSync(file, 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)]
      .map(([, key]) => key!)
      .filter((key) => !keys.has(key))
      .map((key) => `${path.basename(file)}: ${key}`),
  );
}

function sourcesOf(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourcesOf(at);
    return /\.tsx?$/.test(entry.name) && !/\.spec\.|\.d\.ts$/.test(entry.name) ? [at] : [];
  });
}
