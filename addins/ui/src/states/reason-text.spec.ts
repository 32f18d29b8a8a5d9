import fs from 'node:fs';
import path from 'node:path';
import { createI18n } from '../i18n/i18n.js';
import { reasonsEn } from '../i18n/reasons-en.js';
import { reasonText } from './reason-text.js';

const none = async () => ({});
const reasonIn = async (language: 'en' | 'zh', code: string, reason = 'At most 500 MB are read.') => {
  const i18n = await createI18n({ en: none, zh: none }, language);
  return reasonText({ code, reason }, i18n.t, i18n);
};

it('keeps the server’s own sentence in its own language', async () => {
  expect(await reasonIn('en', 'too-large')).toBe('At most 500 MB are read.');
  expect(await reasonIn('en', 'too-large', '')).toBe(reasonsEn['too-large']);
});

it('says it by the code in another language, and never hides a code that it does not know', async () => {
  expect(await reasonIn('zh', 'too-large')).toMatch(/^文件过大/);
  expect(await reasonIn('zh', 'never-heard-of')).toBe('At most 500 MB are read.');
});

it('knows every reason for which a document fails', () => {
  const file = path.join(
    import.meta.dirname,
    '../../../../backend/api/src/documents/parsers/parse-failure.ts',
  );
  const [, list = ''] = /PARSE_FAILURE_CODES = \[([^\]]+)\]/.exec(fs.readFileSync(file, 'utf8')) ?? [];
  const codes = [...list.matchAll(/'([\w-]+)'/g)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(8);
  expect(codes.filter((code) => !(code in reasonsEn))).toEqual([]);
});
