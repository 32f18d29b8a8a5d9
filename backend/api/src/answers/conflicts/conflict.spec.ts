import { familyOf } from './conflict.js';

it.each([
  ['Travel policy 2024', 'Travel policy 2026'],
  ['travel-policy_v2.docx', 'Travel Policy v3 (final)'],
  ['Price list Q1', 'Price list Q4'],
  ['差旅管理办法（2024年修订版）', '差旅管理办法2026'],
])('takes %s and %s for versions of one document', (a, b) => {
  expect(familyOf(a)).toBe(familyOf(b));
});

it.each([
  ['Travel policy 2024', 'Leave policy 2024'],
  ['差旅管理办法', '休假管理办法'],
])('keeps %s and %s apart', (a, b) => {
  expect(familyOf(a)).not.toBe(familyOf(b));
});
