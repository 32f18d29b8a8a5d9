import { SYSTEM_DATE, SYSTEM_TIME } from './format-sections.js';

/** Whether a section shows a date or a time: it has one of their letters outside quotes. */
export function isDateFormat(body: string): boolean {
  const bare = body.replace(/"[^"]*"|\\.|_./g, '');
  if (bare.includes(SYSTEM_DATE) || bare.includes(SYSTEM_TIME)) return true;
  if (/[#?]/.test(bare) && !/[ymdhs]/i.test(bare)) return false;
  return /[ymdhsb]|\[(h+|m+|s+)\]|am\/pm|a\/p|a{3,4}/i.test(bare.replace(/general|e[+-]/gi, ''));
}

interface Parts {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
  fraction: number;
  serial: number;
}

const DAY_MS = 86_400_000;

/** A serial number as a date; undefined where Excel has none. */
export function formatDate(serial: number, body: string, date1904: boolean): string | undefined {
  const source = systemFormat(body);
  const tokens = source.match(TOKEN) ?? [];
  const parts = partsOf(serial, date1904, decimalsOf(tokens));
  if (!parts) return undefined;
  const halfDays = tokens.some((token) => /^(am\/pm|a\/p|上午\/下午)$/i.test(token));
  return tokens.map((token, i) => show(token, i, tokens, parts, halfDays)).join('');
}

const TOKEN =
  /"[^"]*"|\\.|!.|_.|\*.|\[h+\]|\[m+\]|\[s+\]|am\/pm|a\/p|上午\/下午|s+\.0+|y+|m+|d+|h+|s+|e+|b+|a{3,4}|g+|\.0+|[^]/gi;

function systemFormat(body: string): string {
  if (body.includes(SYSTEM_DATE)) return 'dddd, mmmm d, yyyy';
  if (body.includes(SYSTEM_TIME)) return 'h:mm:ss AM/PM';
  return body;
}

function decimalsOf(tokens: string[]): number {
  const fraction = tokens.find((token) => /^s*\.0+$/i.test(token));
  return fraction ? fraction.length - fraction.indexOf('.') - 1 : 0;
}

function partsOf(serial: number, date1904: boolean, decimals: number): Parts | undefined {
  if (serial < 0 || serial >= 2_958_466) return undefined;
  const unit = 10 ** decimals;
  const ticks = Math.round(serial * 86_400 * unit);
  const days = Math.floor(ticks / (86_400 * unit));
  const inDay = ticks - days * 86_400 * unit;
  const seconds = Math.floor(inDay / unit);
  const date = dateOf(days + (date1904 ? 1462 : 0));
  return {
    ...date,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    fraction: (inDay - seconds * unit) / unit,
    serial,
  };
}

/** Excel counts a 29 February 1900 that never was. */
function dateOf(days: number): Pick<Parts, 'year' | 'month' | 'day' | 'weekday'> {
  const weekday = (days + 6) % 7;
  if (days === 60) return { year: 1900, month: 2, day: 29, weekday };
  if (days === 0) return { year: 1900, month: 1, day: 0, weekday };
  const date = new Date(Date.UTC(1899, 11, 31) + (days > 60 ? days - 1 : days) * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday };
}

const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const WEEKDAYS_ZH = '日一二三四五六';

function show(token: string, at: number, tokens: string[], parts: Parts, halfDays: boolean): string {
  const lower = token.toLowerCase();
  switch (lower[0]) {
    case 'y':
    case 'e':
      return lower.length <= 2 && lower[0] === 'y'
        ? pad(parts.year % 100, 2)
        : String(parts.year).padStart(4, '0');
    case 'b':
      return lower.length <= 2 ? pad((parts.year + 543) % 100, 2) : String(parts.year + 543);
    case 'm':
      return isMinute(at, tokens) ? pad(parts.minute, lower.length) : month(parts.month, lower.length);
    case 'd':
      return day(parts, lower.length);
    case 'h':
      return pad(halfDays ? parts.hour % 12 || 12 : parts.hour, lower.length);
    case 's':
      return seconds(lower, parts);
    case 'a':
    case '上':
      return lower.startsWith('aaa') ? weekdayZh(parts, lower.length) : halfDay(token, parts.hour);
    case 'g':
      return '';
    case '[':
      return elapsed(lower, parts);
    case '.':
      return lower.length > 1 ? parts.fraction.toFixed(lower.length - 1).slice(1) : '.';
    default:
      return literal(token);
  }
}

function literal(token: string): string {
  if (token.startsWith('"')) return token.slice(1, -1);
  if (token.length === 2 && (token[0] === '\\' || token[0] === '!')) return token[1]!;
  if (token.length === 2 && token[0] === '_') return ' ';
  return token.length === 2 && token[0] === '*' ? '' : token.replace('@', '');
}

/** `m` stands for minutes after an hour or before a second. */
function isMinute(at: number, tokens: string[]): boolean {
  if (tokens[at]!.length > 2) return false;
  const isUnit = (token: string): boolean => /^(\[?[ymdhs]+\]?|s+\.0+)$/i.test(token);
  const before = tokens.slice(0, at).reverse().find(isUnit);
  const after = tokens.slice(at + 1).find(isUnit);
  return /^\[?h/i.test(before ?? '') || /^\[?s/i.test(after ?? '');
}

function month(value: number, length: number): string {
  if (length <= 2) return pad(value, length);
  const name = MONTHS[value - 1]!;
  return length === 3 ? name.slice(0, 3) : length === 5 ? name[0]! : name;
}

function day(parts: Parts, length: number): string {
  if (length <= 2) return pad(parts.day, length);
  const name = WEEKDAYS[parts.weekday]!;
  return length === 3 ? name.slice(0, 3) : name;
}

function weekdayZh(parts: Parts, length: number): string {
  return (length === 4 ? '星期' : '') + WEEKDAYS_ZH[parts.weekday]!;
}

function seconds(token: string, parts: Parts): string {
  const [whole = 's', decimals] = token.split('.');
  return pad(parts.second, whole.length) + (decimals ? parts.fraction.toFixed(decimals.length).slice(1) : '');
}

function halfDay(token: string, hour: number): string {
  if (token.startsWith('上')) return hour < 12 ? '上午' : '下午';
  const name = hour < 12 ? 'AM' : 'PM';
  return token.length === 3 ? name[0]! : name;
}

/** Hours, minutes or seconds that count past their usual end. */
function elapsed(token: string, parts: Parts): string {
  const unit = token[1];
  const total = unit === 'h' ? parts.serial * 24 : unit === 'm' ? parts.serial * 1440 : parts.serial * 86_400;
  return pad(Math.floor(total + 1e-6), token.length - 2);
}

function pad(value: number, length: number): string {
  return String(value).padStart(Math.min(length, 2), '0');
}
