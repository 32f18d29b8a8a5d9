import type { Anchor } from '@deskmate/client';
import { createI18n } from '../i18n/i18n.js';
import { placeText } from './place.js';

const noTexts = { en: async () => ({}), zh: async () => ({}) };
const [english, chinese] = [await createI18n(noTexts, 'en'), await createI18n(noTexts, 'zh')];

const anchors: [Anchor, string, string][] = [
  [{ kind: 'page', page: 4, box: [0, 0, 1, 1] }, 'p. 4', '第 4 页'],
  [{ kind: 'paragraph', index: 7 }, 'paragraph 7', '第 7 段'],
  [{ kind: 'cells', sheet: 'Prices', range: 'B7:D12' }, 'Prices B7:D12', 'Prices B7:D12'],
  [{ kind: 'slide', slide: 3, part: 'notes', index: 1 }, 'slide 3, notes', '第 3 张幻灯片备注'],
  [{ kind: 'mail', part: 'a.csv', index: 1 }, 'attachment a.csv', '附件 a.csv'],
  [{ kind: 'heading', path: ['Guide', 'Rooms'], index: 9 }, 'Rooms', 'Rooms'],
];

it.each(anchors)('names the place of %j', (anchor, en, zh) => {
  expect(placeText(anchor, english.t)).toBe(en);
  expect(placeText(anchor, chinese.t)).toBe(zh);
});
