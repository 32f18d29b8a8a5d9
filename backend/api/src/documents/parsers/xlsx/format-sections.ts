export interface FormatSection {
  body: string;
  condition?: (value: number) => boolean;
}

/** The sections of a format code, with colours and locales taken out and conditions made ready. */
export function splitSections(code: string): FormatSection[] {
  const sections: string[] = [''];
  for (let i = 0; i < code.length; i++) {
    const char = code[i]!;
    if (char === ';') {
      sections.push('');
      continue;
    }
    const end = spanEnd(code, i);
    sections[sections.length - 1] += code.slice(i, end + 1);
    i = end;
  }
  return sections.slice(0, 4).map(readSection);
}

/** The last index of what begins here: a quoted string, a bracket, an escaped character, or one character. */
function spanEnd(code: string, start: number): number {
  const char = code[start];
  const close = char === '"' ? '"' : char === '[' ? ']' : undefined;
  if (close) {
    const end = code.indexOf(close, start + 1);
    return end < 0 ? code.length - 1 : end;
  }
  return char === '\\' || char === '_' || char === '*' ? Math.min(start + 1, code.length - 1) : start;
}

function readSection(source: string): FormatSection {
  let condition: FormatSection['condition'];
  const body = source.replace(/"[^"]*"|\\.|\[([^\]]*)\]/g, (whole: string, inside: string | undefined) => {
    if (inside === undefined) return whole;
    const compared = /^(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$/.exec(inside);
    if (compared) {
      condition = conditionOf(compared[1]!, Number(compared[2]));
      return '';
    }
    return bracketText(inside);
  });
  return condition ? { body, condition } : { body };
}

/** `[$€-407]` shows the sign, `[h]` counts hours on, everything else says nothing to a reader. */
function bracketText(inside: string): string {
  if (/^(h+|m+|s+)$/i.test(inside)) return `[${inside}]`;
  if (/^\$-(F800|x-sysdate)/i.test(inside)) return SYSTEM_DATE;
  if (/^\$-(F400|x-systime)/i.test(inside)) return SYSTEM_TIME;
  const currency = /^\$([^-]*)/.exec(inside)?.[1];
  return currency ? `"${currency}"` : '';
}

/** Marks that replace whatever stands after them. */
export const SYSTEM_DATE = '\u0001';
export const SYSTEM_TIME = '\u0002';

function conditionOf(operator: string, limit: number): (value: number) => boolean {
  switch (operator) {
    case '<':
      return (value) => value < limit;
    case '<=':
      return (value) => value <= limit;
    case '>':
      return (value) => value > limit;
    case '>=':
      return (value) => value >= limit;
    case '<>':
      return (value) => value !== limit;
    default:
      return (value) => value === limit;
  }
}
