import { NumberFormat } from './number-format.js';

const show = (code: string, value: number, date1904 = false): string =>
  new NumberFormat(code, date1904).number(value);

describe('NumberFormat', () => {
  it.each([
    ['General', 0, '0'],
    ['General', 1234.5, '1234.5'],
    ['General', 0.1 + 0.2, '0.3'],
    ['General', 1 / 3, '0.333333333'],
    ['General', 123456789012, '1.23457E+11'],
    ['General', 12345678901, '12345678901'],
    ['General', 1234567.891234, '1234567.891'],
    ['General', 0.00001234, '0.00001234'],
    ['General', 0.0000123456789, '1.23457E-05'],
    ['General', -42, '-42'],
    ['0', 2.5, '3'],
    ['0.00', 1.005, '1.01'],
    ['0.00', -0.001, '0.00'],
    ['#,##0', 1234567, '1,234,567'],
    ['#,##0.00', -1234.5, '-1,234.50'],
    ['#,##0.0#', 12.5, '12.5'],
    ['0%', 0.256, '26%'],
    ['0.0%', 0.256, '25.6%'],
    ['0.00E+00', 12345, '1.23E+04'],
    ['##0.0E+0', 12345, '12.3E+3'],
    ['#,##0,', 1234567, '1,235'],
    ['0.0,,"M"', 12345678, '12.3M'],
    ['"$"#,##0.00', 1234.5, '$1,234.50'],
    ['[$€-407] #,##0.00', 9.5, '€ 9.50'],
    ['[$¥-804]#,##0.00', 9.5, '¥9.50'],
    ['#,##0.00;(#,##0.00)', -5, '(5.00)'],
    ['0;-0;"zero"', 0, 'zero'],
    ['[Red]0;[Blue]-0', -3, '-3'],
    ['[>=100]"many";[<0]"less";0', 150, 'many'],
    ['[>=100]"many";[<0]"less";0', 5, '5'],
    ['# ?/?', 1.5, '1 1/2'],
    ['# ??/??', 3.14159, '3 14/99'],
    ['?/8', 0.3, '2/8'],
    ['000-00-0000', 123456789, '123-45-6789'],
    ['(###) ###-####', 5551234567, '(555) 123-4567'],
    ['00000', 42, '00042'],
    ['0"年"', 5, '5年'],
    [';;;', 5, ''],
  ])('shows with %s the number %d as %s', (code, value, shown) => {
    expect(show(code, value).trim()).toBe(shown);
  });

  it.each([
    ['yyyy-mm-dd', 45292, '2024-01-01'],
    ['d-mmm-yy', 45292, '1-Jan-24'],
    ['dddd, mmmm d, yyyy', 45292, 'Monday, January 1, 2024'],
    ['h:mm AM/PM', 0.75, '6:00 PM'],
    ['[h]:mm:ss', 1.5, '36:00:00'],
    ['mm:ss.0', 0.0005, '00:43.2'],
    ['yyyy"年"m"月"d"日"', 45296, '2024年1月5日'],
    ['yyyy-mm-dd hh:mm', 45292.999999, '2024-01-02 00:00'],
    ['aaaa', 45292, '星期一'],
    ['yyyy-mm-dd', 60, '1900-02-29'],
    ['yyyy-mm-dd', 61, '1900-03-01'],
    ['yyyy-mm-dd', 1, '1900-01-01'],
    ['m/d/yyyy h:mm', 45292.5, '1/1/2024 12:00'],
    ['[$-F800]dddd\\,\\ mmmm\\ dd', 45292, 'Monday, January 1, 2024'],
  ])('shows with %s the serial %d as %s', (code, serial, shown) => {
    expect(show(code, serial)).toBe(shown);
  });

  it('counts from 1904 in workbooks that do', () => {
    expect(show('yyyy-mm-dd', 0, true)).toBe('1904-01-01');
  });

  it('shows text through the fourth section and a negative date as a number', () => {
    expect(new NumberFormat('0;0;0;"<"@">"', false).text('a')).toBe('<a>');
    expect(new NumberFormat('0.00', false).text('a')).toBe('a');
    expect(show('yyyy', -5)).toBe('-5');
  });
});
