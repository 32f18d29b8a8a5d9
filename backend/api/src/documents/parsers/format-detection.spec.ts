import { docxFile, xlsxFile, zipFile } from '../../../../../test/support/office-files.js';
import { parsed } from '../../../../../test/support/parsed-document.js';
import { detectFormat } from './format-detection.js';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const COMPOUND = bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + '\0'.repeat(600));

describe('detectFormat', () => {
  it.each([
    ['a.docx', docxFile(''), 'docx'],
    ['wrong.txt', docxFile(''), 'docx'],
    ['no-ending', xlsxFile([]), 'xlsx'],
    ['a.doc', bytes('%PDF-1.7'), 'pdf'],
    ['a.md', bytes('# x'), 'md'],
    ['a.MARKDOWN', bytes('# x'), 'md'],
    ['a.csv', bytes('a,b'), 'csv'],
    ['a.txt', bytes('plain'), 'txt'],
    ['page.txt', bytes('<!doctype html><p>x'), 'html'],
    ['mail', bytes('From: a\nTo: b\nSubject: c\n\nd'), 'eml'],
    ['notes', bytes('just text'), 'txt'],
  ])('takes %s as it is', (name, content, format) => {
    expect(detectFormat(name, content)).toBe(format);
  });

  it.each([
    ['a.txt', bytes(''), 'empty', 'empty'],
    ['a.rtf', bytes('{\\rtf1'), 'unsupported-format', 'RTF'],
    ['a.zip', zipFile({ 'a.txt': 'x' }), 'unsupported-format', 'archive'],
    ['a.png', bytes('\x89PNG\r\n'), 'unsupported-format', 'picture'],
    ['a.exe', bytes('MZ\0\0'), 'unsupported-format', 'Deskmate reads Word'],
    ['a.docx', bytes('not a zip at all'), 'damaged', 'docx'],
    ['a.txt', bytes('\0\x01\x02\x03'.repeat(50)), 'damaged', 'text'],
    ['a.doc', COMPOUND, 'unsupported-format', '.doc'],
  ])('refuses %s with a reason', (name, content, code, word) => {
    const refused = detectFormat(name, content);
    expect(refused).toMatchObject({ code, reason: expect.stringContaining(word) });
  });
});

describe('parseDocument', () => {
  it('numbers blocks from 0 and normalises text to NFC without invisible characters', async () => {
    const { blocks } = await parsed('Cafe\u0301\u200b one\n\ntwo\u0007\n', 'a.txt');
    expect(blocks.map((block) => [block.ordinal, block.text])).toEqual([
      [0, 'Café one'],
      [1, 'two'],
    ]);
  });

  it('tells the language', async () => {
    expect((await parsed('本公司员工每年享有十五天带薪年假。', 'a.txt')).summary.language).toBe('zh');
    expect(
      (await parsed('The staff of this company may take leave when it is needed.', 'a.txt')).summary.language,
    ).toBe('en');
    expect(
      (
        await parsed(
          'Der Urlaub wird vom Vorgesetzten genehmigt, wenn alle Mitarbeiter einverstanden sind. Anträge werden schriftlich gestellt.',
          'a.txt',
        )
      ).summary.language,
    ).toBe('other');
  });

  it('refuses files that are too large and files without text', async () => {
    await expect(parsed('x'.repeat(100), 'a.txt', { limits: { maxBytes: 99 } })).rejects.toMatchObject({
      code: 'too-large',
    });
    await expect(parsed(' \n\n ', 'a.txt')).rejects.toMatchObject({ code: 'empty' });
    await expect(parsed('some words here', 'a.txt', { limits: { maxTextLength: 5 } })).rejects.toMatchObject({
      code: 'too-large',
    });
  });
});
