import path from 'node:path';
import { en as ui, joined } from '@deskmate/ui/texts';
import { textFaults, unknownKeys } from '../../../../test/support/texts.js';
import { en } from './en.js';
import { zh } from './zh.js';

it('says everything in English and in Chinese', () => {
  expect(textFaults(en, zh)).toEqual([]);
});

it('has a text for every key that a page names, and none that a shared part has already', () => {
  expect(unknownKeys(path.join(import.meta.dirname, '..'), en, ui)).toEqual([]);
  expect(() => joined(ui, en)).not.toThrow();
});
