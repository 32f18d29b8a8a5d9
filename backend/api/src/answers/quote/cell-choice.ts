import { termsOf } from '../../safety/index.js';
import type { Candidate } from './candidate.js';
import { type Question, numbersOf } from './question.js';

/** The most cells of one answer. */
const CELLS = 3;

/** Columns in reading order: the one that names the row, then those that the question asks for. */
export function chooseCells(question: Question, { block }: Candidate): number[] {
  const cells = block.cells ?? [];
  const filled = cells.flatMap((cell, i) => (cell === '' ? [] : [i]));
  const asked = new Set(question.terms);
  const share = (text: string): number => {
    const terms = termsOf(text);
    return terms.length ? terms.filter((term) => asked.has(term)).length / terms.length : 0;
  };
  const isNew = (i: number): boolean => numbersOf(cells[i]!).some((n) => !question.numbers.includes(n));
  const names = filled.filter((i) => share(cells[i]!) >= 0.5 && !isNew(i));
  const name = names[0] ?? filled[0];
  const others = filled.filter((i) => i !== name);
  const unnamed = others.filter((i) => !names.includes(i));
  const wanted = (unnamed.length ? unnamed : others)
    .map((i) => ({
      i,
      worth: share(block.header?.[i] ?? '') + kindBonus(question, cells[i]!, block.header?.[i]),
    }))
    .sort((a, b) => b.worth - a.worth || a.i - b.i);
  const best = wanted.filter(({ worth }) => worth > 0 && worth >= (wanted[0]?.worth ?? 0) * 0.6);
  const columns = (best.length ? best : wanted).slice(0, CELLS - 1).map(({ i }) => i);
  return [...(name === undefined ? [] : [name]), ...columns].sort((a, b) => a - b);
}

/** A number answers "how much", a date answers "when". */
function kindBonus({ expected }: Question, cell: string, header = ''): number {
  const isDate = /\d{4}[-/年]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\b(19|20)\d{2}\b/.test(cell);
  if (expected === 'date') return isDate || /date|when|year|日期|时间|年/i.test(header) ? 0.4 : 0;
  if (expected === 'number') return /\d/.test(cell) && !isDate ? 0.3 : 0;
  if (expected === 'person') return /name|owner|manager|contact|lead|by|人|姓名|负责/i.test(header) ? 0.4 : 0;
  if (expected === 'place')
    return /city|place|location|office|country|地|城市|地点|国/i.test(header) ? 0.4 : 0;
  return 0;
}
