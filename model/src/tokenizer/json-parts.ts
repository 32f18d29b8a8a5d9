import { CharacterMap } from './character-map.js';
import { SPACE } from './piece-tokenizer.js';

export type Json = Readonly<Record<string, unknown>>;
export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.map(record) : []);

type TextStep = (text: string) => string;

/** The `normalizer` of a tokenizer.json as one function. */
export function normalizerOf(json: unknown): TextStep {
  const { type, ...options } = record(json);
  switch (type) {
    case undefined:
      return (text) => text;
    case 'Sequence': {
      const steps = list(options['normalizers']).map(normalizerOf);
      return (text) => steps.reduce((current, step) => step(current), text);
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return (text) => text.normalize(type);
    case 'Lowercase':
      return (text) => text.toLowerCase();
    case 'StripAccents':
      return (text) => text.replace(/\p{Mn}/gu, '');
    case 'Prepend':
      return (text) => (text === '' ? text : String(options['prepend']) + text);
    case 'Replace': {
      const pattern = patternOf(options['pattern']);
      const content = String(options['content']);
      return (text) => text.replace(pattern, () => content);
    }
    case 'Strip':
      return (text) => {
        const left = options['strip_left'] ? text.replace(/^\p{White_Space}+/u, '') : text;
        return options['strip_right'] ? left.replace(/\p{White_Space}+$/u, '') : left;
      };
    case 'Precompiled': {
      const map = new CharacterMap(Buffer.from(String(options['precompiled_charsmap']), 'base64'));
      return (text) => map.normalise(text);
    }
    default:
      throw new Error(`The tokenizer's normaliser "${String(type)}" is not supported.`);
  }
}

/** `{ String }` or `{ Regex }`; the regular expressions are Oniguruma's, of which what tokenizers use is translated. */
export function patternOf(json: unknown): RegExp {
  const { String: text, Regex: source } = record(json);
  if (typeof text === 'string') return new RegExp(text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'gu');
  const translated = String(source)
    .replace(/\(\?i:([^()]*)\)/g, (_, group: string) => `(?:${eitherCase(group)})`)
    .replaceAll('\\s', '\\p{White_Space}')
    .replaceAll('\\S', '\\P{White_Space}');
  try {
    return new RegExp(translated, 'gu');
  } catch (error) {
    throw new Error(`The tokenizer's pattern ${String(source)} is not supported.`, { cause: error });
  }
}

const eitherCase = (text: string): string =>
  text.replace(/\p{L}/gu, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);

/** A way to cut text into words; `first` at the start of the whole text. */
export type Cut = (words: string[], first: boolean) => string[];

/** The `pre_tokenizer` of a tokenizer.json, byte alphabets apart. */
export function cutterOf(json: unknown): Cut {
  const { type, ...options } = record(json);
  switch (type) {
    case undefined:
      return (words) => words;
    case 'Sequence': {
      const steps = list(options['pretokenizers']).map(cutterOf);
      return (words, first) => steps.reduce((current, step) => step(current, first), words);
    }
    case 'WhitespaceSplit':
      return (words) =>
        words.flatMap((word) => word.split(/\p{White_Space}+/u).filter((part) => part !== ''));
    case 'Digits':
      return cutAt(options['individual_digits'] ? /\p{N}/gu : /\p{N}+/gu);
    case 'Split':
      return splitter(options);
    case 'Metaspace':
      return metaspace(options);
    default:
      throw new Error(`The tokenizer's way to cut words, "${String(type)}", is not supported.`);
  }
}

function splitter(options: Json): Cut {
  const pattern = patternOf(options['pattern']);
  const behaviour = options['behavior'];
  if (behaviour === 'Removed')
    return (words) => words.flatMap((word) => word.split(pattern)).filter((w) => w !== '');
  if (behaviour === 'MergedWithPrevious')
    return (words) =>
      words.flatMap((word) => {
        const parts: string[] = [];
        let from = 0;
        for (const match of word.matchAll(pattern)) {
          parts.push(word.slice(from, match.index + match[0].length));
          from = match.index + match[0].length;
        }
        return from < word.length ? [...parts, word.slice(from)] : parts;
      });
  if (behaviour === 'Isolated') return cutAt(pattern);
  throw new Error(`The tokenizer's splits "${String(behaviour)}" are not supported.`);
}

/** Cuts out every match and keeps what lies between as words of its own. */
export function cutAt(pattern: RegExp): Cut {
  return (words) => words.flatMap((word) => isolate(word, pattern));
}

function isolate(text: string, pattern: RegExp): string[] {
  const words: string[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match[0] === '') continue;
    if (match.index > from) words.push(text.slice(from, match.index));
    words.push(match[0]);
    from = match.index + match[0].length;
  }
  if (from < text.length) words.push(text.slice(from));
  return words;
}

function metaspace(options: Json): Cut {
  const mark = String(options['replacement'] ?? SPACE);
  const scheme = prependScheme(options);
  const split = options['split'] !== false;
  const pattern = new RegExp(`${mark}[^${mark}]*|[^${mark}]+`, 'gu');
  return (words, first) =>
    words.flatMap((word, i) => {
      const marked = word.replaceAll(' ', mark);
      const wanted = scheme === 'always' || (scheme === 'first' && first && i === 0);
      const text = wanted && !marked.startsWith(mark) ? mark + marked : marked;
      return split ? (text.match(pattern) ?? []) : [text];
    });
}

export function prependScheme(options: Json): string {
  return String(options['prepend_scheme'] ?? (options['add_prefix_space'] === false ? 'never' : 'always'));
}
