import { readGivenName, titleOf } from './document-names.js';

it.each([
  ['report.docx', '', { fileName: 'report.docx', folder: '' }],
  ['report.docx', 'Policies/2025', { fileName: 'report.docx', folder: 'Policies/2025' }],
  ['report.docx', 'Policies/2025/report.docx', { fileName: 'report.docx', folder: 'Policies/2025' }],
  ['Policies/report.docx', '', { fileName: 'report.docx', folder: 'Policies' }],
  ['年度预算.xlsx', '财务', { fileName: '年度预算.xlsx', folder: '财务' }],
  ['a..b.md', '', { fileName: 'a..b.md', folder: '' }],
])('takes %s in "%s"', (name, path, expected) => {
  expect(readGivenName(name, path)).toEqual({ ...expected, acceptable: true });
});

it.each([
  ['../../x.md', '', 'x.md'],
  ['..\\..\\x.md', '', 'x.md'],
  ['/etc/passwd', '', 'passwd'],
  ['C:\\x.md', '', 'x.md'],
  ['x.md', '../..', 'x.md'],
  ['a\u0000b.md', '', 'ab.md'],
  ['invoice\u202efdp.exe', '', 'invoicefdp.exe'],
  ['..', '', 'unnamed'],
  ['', '', 'unnamed'],
])('refuses %j in "%s" and shows it as %s', (name, path, fileName) => {
  expect(readGivenName(name, path)).toEqual({ fileName, folder: '', acceptable: false });
});

it('makes a title of the name without its ending', () => {
  expect(['a.docx', 'a.b.md', 'README', '.env'].map(titleOf)).toEqual(['a', 'a.b', 'README', '.env']);
});
