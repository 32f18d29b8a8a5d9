import path from 'node:path';
import { textFaults, unknownKeys } from '../../../../test/support/texts.js';
import { en } from './en.js';
import { joined } from './i18n.js';
import { zh } from './zh.js';

it('says everything in English and in Chinese', () => {
  expect(textFaults(en, zh)).toEqual([]);
});

it('has a text for every key that a part names', () => {
  expect(unknownKeys(path.join(import.meta.dirname, '..'), en)).toEqual([]);
});

it('lets an app add keys to a group, and never change one', () => {
  expect(joined({ a: { x: '1' } }, { a: { y: '2' }, b: '3' })).toEqual({ a: { x: '1', y: '2' }, b: '3' });
  expect(() => joined({ a: 'x' }, { a: 'y' })).toThrow('stands twice');
});
