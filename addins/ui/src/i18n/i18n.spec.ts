import { jest } from '@jest/globals';
import { chooseLocale, createI18n } from './i18n.js';

const texts = (word: string) => jest.fn(async () => ({ greeting: word }));

afterEach(() => localStorage.clear());

it('fetches the texts of the language in use alone, and of another when it is chosen', async () => {
  const app = { en: texts('Hello'), zh: texts('您好') };
  const i18n = await createI18n(app, 'en');
  expect([i18n.t('greeting'), i18n.t('action.retry')]).toEqual(['Hello', 'Try again']);
  expect(app.zh).not.toHaveBeenCalled();
  await chooseLocale(i18n, 'zh');
  expect([i18n.t('greeting'), document.documentElement.lang]).toEqual(['您好', 'zh-CN']);
});

it('keeps the language while the texts of the other cannot be fetched, and changes it once they can', async () => {
  const zh = jest.fn<() => Promise<{ greeting: string }>>().mockRejectedValueOnce(new TypeError('gone'));
  zh.mockResolvedValue({ greeting: '您好' });
  const i18n = await createI18n({ en: texts('Hello'), zh }, 'en');
  await chooseLocale(i18n, 'zh');
  expect([i18n.language, i18n.t('greeting'), localStorage.getItem('deskmate.locale')]).toEqual([
    'en',
    'Hello',
    null,
  ]);
  await chooseLocale(i18n, 'zh');
  expect(i18n.t('greeting')).toBe('您好');
});
