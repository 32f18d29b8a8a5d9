const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as a person reads them: 1.4 MB. */
export function bytesText(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}

export const percentText = (share: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** Key and values of "time left" texts: seconds below a minute, else minutes. */
export const secondsLeftText = (seconds: number, locale: string): string =>
  seconds < 60
    ? unitText(Math.max(1, Math.round(seconds)), 'second', locale)
    : unitText(Math.round(seconds / 60), 'minute', locale);

const durations: [unit: string, seconds: number, from: number][] = [
  ['day', 86_400, 172_800],
  ['hour', 3_600, 7_200],
  ['minute', 60, 120],
  ['second', 1, 0],
];

/** How long something has lasted, in the largest unit of which it holds two: 90 minutes, 3 days. */
export function durationText(seconds: number, locale: string): string {
  const [unit, size] = durations.find(([, , from]) => seconds >= from) ?? durations.at(-1)!;
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(Math.floor(seconds / size));
}

const unitText = (value: number, unit: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);

export const millisecondsText = (ms: number, locale: string): string =>
  ms < 1000
    ? unitText(Math.round(ms), 'millisecond', locale)
    : new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: 'second',
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }).format(ms / 1000);
