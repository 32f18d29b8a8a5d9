/** A number as a fraction: `# ?/?`, `# ??/??`, `?/8`. */
export function formatFraction(value: number, body: string): string {
  const match = /^(.*?)([#?0]+)\s*\/\s*([#?0]+|\d+)(.*)$/.exec(body);
  if (!match) return String(value);
  const [, before = '', , below = '', after = ''] = match;
  const mixed = /[#?0]/.test(before);
  const size = Math.abs(value);
  const fixed = /^[1-9]\d*$/.test(below) ? Number(below) : undefined;
  const whole = mixed ? Math.floor(size) : 0;
  const [nearestTop, bottom] = fixed
    ? [Math.round((size - whole) * fixed), fixed]
    : nearest(size - whole, 10 ** below.length - 1);
  let top = nearestTop;
  let units = whole;
  if (mixed && top === bottom) [units, top] = [units + 1, 0];
  const sign = value < 0 && (units > 0 || top > 0) ? '-' : '';
  const fraction = top === 0 && mixed ? '' : `${top}/${bottom}`;
  const number = [mixed && (units > 0 || fraction === '') ? String(units) : '', fraction]
    .filter(Boolean)
    .join(' ');
  return sign + literal(before) + number + literal(after);
}

function literal(text: string): string {
  return text
    .replace(/[#?0,]/g, '')
    .replace(/"([^"]*)"/g, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/_./g, ' ')
    .trim();
}

/** The nearest fraction with a denominator of at most `limit`, by continued fractions. */
function nearest(value: number, limit: number): [number, number] {
  let best: [number, number] = [Math.round(value), 1];
  for (let bottom = 1; bottom <= Math.min(limit, 9999); bottom++) {
    const top = Math.round(value * bottom);
    if (Math.abs(top / bottom - value) < Math.abs(best[0] / best[1] - value) - 1e-12) best = [top, bottom];
  }
  return best;
}
