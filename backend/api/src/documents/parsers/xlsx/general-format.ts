/** A number in the format "General": at most eleven characters, as Excel shows it in a cell that is wide enough. */
export function formatGeneral(value: number): string {
  const size = Math.abs(value);
  if (size < 1e11 && Number.isInteger(value)) return String(Math.trunc(value) || 0);
  if (size >= 1e11 || size < 1e-4) return fitsPlainly(size) ? String(value) : scientific(value);
  const whole = size < 1 ? 1 : Math.floor(Math.log10(size)) + 1;
  const decimals = Math.max(0, 10 - whole);
  return withoutTrailingZeros(Number(value.toPrecision(15)).toFixed(Math.min(decimals, 9)));
}

function fitsPlainly(size: number): boolean {
  return size < 1 && size >= 1e-9 && String(size).length <= 11 && !String(size).includes('e');
}

function scientific(value: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(5).split('e');
  const power = Number(exponent);
  return `${withoutTrailingZeros(mantissa)}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
