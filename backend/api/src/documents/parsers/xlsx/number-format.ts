import { formatDate, isDateFormat } from './date-format.js';
import { splitSections, type FormatSection } from './format-sections.js';
import { formatFraction } from './fraction-format.js';
import { formatGeneral } from './general-format.js';

/** A cell's format code made ready; the same code is used for whole columns. */
export class NumberFormat {
  private readonly sections: FormatSection[];

  constructor(
    code: string,
    private readonly date1904: boolean,
  ) {
    this.sections = splitSections(code);
  }

  /** A number as Excel shows it with this format. */
  number(value: number): string {
    if (!Number.isFinite(value)) return '';
    const { section, signed } = this.choose(value);
    if (!section) return '';
    const magnitude = signed ? value : Math.abs(value);
    if (/^general$/i.test(section.body.trim())) return formatGeneral(magnitude);
    if (isDateFormat(section.body))
      return formatDate(value, section.body, this.date1904) ?? formatGeneral(value);
    return formatSection(magnitude, section.body);
  }

  text(value: string): string {
    const section =
      this.sections[3] ??
      (this.sections.length === 1 && this.sections[0]!.body.includes('@') ? this.sections[0] : undefined);
    if (!section) return value;
    return literals(section.body).replace('@', () => value);
  }

  /** Which section speaks for this number, and whether the sign is still to be shown. */
  private choose(value: number): { section: FormatSection | undefined; signed: boolean } {
    const numeric = this.sections.slice(0, 3);
    const conditional = numeric.some((section) => section.condition);
    if (conditional) {
      const section = numeric.find((one) => !one.condition || one.condition(value));
      return { section, signed: section === numeric[0] || numeric.length === 1 };
    }
    if (numeric.length === 1) return { section: numeric[0], signed: true };
    if (value > 0 || (value === 0 && numeric.length < 3)) return { section: numeric[0], signed: true };
    if (value < 0) return { section: numeric[1], signed: false };
    return { section: numeric[2], signed: true };
  }
}

interface Token {
  kind: 'digit' | 'literal' | 'point' | 'percent' | 'exponent' | 'text';
  value: string;
}

/** Tokens of a numeric section; commas between digits become `thousands`, commas after them `scale`. */
function tokenize(body: string): { tokens: Token[]; thousands: boolean; scale: number } {
  const tokens: Token[] = [];
  let thousands = false;
  let scale = 0;
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!;
    if ('0#?'.includes(char)) {
      if (scale > 0) [thousands, scale] = [true, 0];
      tokens.push({ kind: 'digit', value: char });
    } else if (char === ',' && tokens.some((token) => token.kind === 'digit')) scale++;
    else if (char === '.') tokens.push({ kind: 'point', value: '.' });
    else if (char === '%') tokens.push({ kind: 'percent', value: '%' });
    else if (/[eE]/.test(char) && /[+-]/.test(body[i + 1] ?? '')) {
      tokens.push({ kind: 'exponent', value: body[++i]! });
    } else if (char === '@') tokens.push({ kind: 'text', value: '@' });
    else if (char === '"') {
      const end = body.indexOf('"', i + 1);
      const stop = end < 0 ? body.length : end;
      tokens.push({ kind: 'literal', value: body.slice(i + 1, stop) });
      i = stop;
    } else if (char === '\\' || char === '!') tokens.push({ kind: 'literal', value: body[++i] ?? '' });
    else if (char === '_') {
      tokens.push({ kind: 'literal', value: ' ' });
      i++;
    } else if (char === '*') i++;
    else tokens.push({ kind: 'literal', value: char });
  }
  return { tokens, thousands, scale };
}

function formatSection(value: number, body: string): string {
  if (/[#?0]\s*\/\s*[#?\d]/.test(withoutQuoted(body))) return formatFraction(value, body);
  const { tokens, thousands, scale } = tokenize(body);
  if (!tokens.some((token) => token.kind === 'digit')) return literalSection(value, tokens);
  const exponent = tokens.findIndex((token) => token.kind === 'exponent');
  if (exponent >= 0) return formatExponent(value, tokens, exponent);
  const percents = tokens.filter((token) => token.kind === 'percent').length;
  const scaled = (value * 100 ** percents) / 1000 ** scale;
  return formatPlain(scaled, tokens, thousands);
}

function literalSection(value: number, tokens: Token[]): string {
  const text = tokens.map((token) => (token.kind === 'text' ? formatGeneral(value) : token.value)).join('');
  return value < 0 && !tokens.some((token) => token.kind === 'text') && text !== '' ? `-${text}` : text;
}

function formatPlain(value: number, tokens: Token[], thousands: boolean): string {
  const point = tokens.findIndex((token) => token.kind === 'point');
  const split = point < 0 ? tokens.length : point;
  const decimals = tokens.slice(split).filter((token) => token.kind === 'digit').length;
  const rounded = roundedDigits(Math.abs(value), decimals);
  const [whole = '0', fraction = ''] = rounded.split('.');
  const sign = value < 0 && /[1-9]/.test(rounded) ? '-' : '';
  return (
    sign + fillWhole(whole, tokens.slice(0, split), thousands) + fillFraction(fraction, tokens.slice(split))
  );
}

/** Rounds the decimal digits that Excel keeps (15), half away from zero. */
export function roundedDigits(value: number, decimals: number): string {
  const exact = Number(value.toPrecision(15));
  const places = Math.min(decimals, 30);
  const text = exact.toString();
  if (text.includes('e')) return exact.toFixed(Math.min(places, 100));
  const shifted = Math.round(Number(`${text}e${places}`));
  const back = Number(`${shifted}e-${places}`);
  return Number.isFinite(back) && shifted < 1e15 ? back.toFixed(places) : exact.toFixed(places);
}

/** Digits from the right into the placeholders; what is left over goes before the first. */
function fillWhole(whole: string, tokens: Token[], thousands: boolean): string {
  const digits = whole === '0' ? '' : whole;
  let left = digits.length;
  let placed = 0;
  let remaining = tokens.filter((token) => token.kind === 'digit').length;
  const out: string[] = [];
  const put = (digit: string): void => {
    if (thousands && placed > 0 && placed % 3 === 0 && digit !== ' ') out.push(',');
    out.push(digit);
    placed++;
  };
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (token.kind !== 'digit') {
      out.push([...token.value].reverse().join(''));
      continue;
    }
    remaining--;
    if (left > 0) put(digits[--left]!);
    else if (token.value === '0') put('0');
    else if (token.value === '?') put(' ');
    if (remaining === 0) while (left > 0) put(digits[--left]!);
  }
  return out.reverse().join('');
}

function fillFraction(fraction: string, tokens: Token[]): string {
  const needed = lastNeeded(fraction, tokens);
  let at = 0;
  return tokens
    .map((token) => {
      if (token.kind !== 'digit') return token.value;
      const digit = fraction[at] ?? '0';
      return at++ < needed ? digit : token.value === '?' ? ' ' : '';
    })
    .join('');
}

/** How many decimals are shown: up to the last that is not zero or that the format insists on. */
function lastNeeded(fraction: string, tokens: Token[]): number {
  const placeholders = tokens.filter((token) => token.kind === 'digit').map((token) => token.value);
  let needed = fraction.replace(/0+$/, '').length;
  for (const [i, placeholder] of placeholders.entries())
    if (placeholder === '0') needed = Math.max(needed, i + 1);
  return needed;
}

function formatExponent(value: number, tokens: Token[], at: number): string {
  const mantissa = tokens.slice(0, at);
  const point = mantissa.findIndex((token) => token.kind === 'point');
  const whole = (point < 0 ? mantissa : mantissa.slice(0, point)).filter(
    (token) => token.kind === 'digit',
  ).length;
  const decimals = point < 0 ? 0 : mantissa.slice(point).filter((token) => token.kind === 'digit').length;
  let power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (whole > 1) power = Math.floor(power / whole) * whole;
  if (
    value !== 0 &&
    Number(roundedDigits(Math.abs(value) / 10 ** power, decimals)) >= 10 ** Math.max(whole, 1)
  )
    power += Math.max(whole, 1);
  const digits = formatPlain(value / 10 ** power, mantissa, false);
  const places = tokens.slice(at + 1).filter((token) => token.kind === 'digit').length;
  const sign = power < 0 ? '-' : tokens[at]!.value === '+' ? '+' : '';
  const tail = tokens
    .slice(at + 1)
    .filter((token) => token.kind !== 'digit')
    .map((token) => token.value)
    .join('');
  return `${digits}E${sign}${String(Math.abs(power)).padStart(places, '0')}${tail}`;
}

function literals(body: string): string {
  return tokenize(body)
    .tokens.map((token) => token.value)
    .join('');
}

function withoutQuoted(body: string): string {
  return body.replace(/"[^"]*"|\\./g, '');
}
