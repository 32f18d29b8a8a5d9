import { ByteNfa } from './byte-nfa.js';
import { integersBetween } from './integer-range.js';
import type { Schema } from './json-schema.js';

type Range = readonly [low: number, high: number];

const DIGIT: Range[] = [[0x30, 0x39]];
const NOT_ZERO: Range[] = [[0x31, 0x39]];
const PLAIN: Range[] = [
  [0x20, 0x21],
  [0x23, 0x5b],
  [0x5d, 0x7e],
]; // ASCII but quote, backslash and control characters
const ESCAPED: Range[] = [...'"\\/bfnrt'].map((c) => [c.charCodeAt(0), c.charCodeAt(0)]);
const CONTINUATION: Range[] = [[0x80, 0xbf]];
const MOST_DIGITS = 15; // what a double holds exactly

/** Well-formed UTF-8 of several bytes, by the first byte and what may follow it. */
const MULTIBYTE: { first: Range[]; second: Range[]; more: number }[] = [
  { first: [[0xc2, 0xdf]], second: CONTINUATION, more: 0 },
  { first: [[0xe0, 0xe0]], second: [[0xa0, 0xbf]], more: 1 },
  {
    first: [
      [0xe1, 0xec],
      [0xee, 0xef],
    ],
    second: CONTINUATION,
    more: 1,
  },
  { first: [[0xed, 0xed]], second: [[0x80, 0x9f]], more: 1 },
  { first: [[0xf0, 0xf0]], second: [[0x90, 0xbf]], more: 2 },
  { first: [[0xf1, 0xf3]], second: CONTINUATION, more: 2 },
  { first: [[0xf4, 0xf4]], second: [[0x80, 0x8f]], more: 2 },
];

/**
 * The texts that a schema allows, as an automaton: JSON with one space after each comma and colon, properties in the
 * schema's order. Finite because schemas here do not refer to themselves.
 */
export function schemaNfa(schema: Schema): ByteNfa {
  const nfa = new ByteNfa();
  nfa.end = emit(nfa, nfa.start, schema);
  return nfa;
}

function emit(nfa: ByteNfa, from: number, schema: Schema): number {
  switch (schema.kind) {
    case 'object':
      return object(nfa, from, schema.properties);
    case 'array':
      return array(nfa, from, schema);
    case 'string':
      return string(nfa, from, schema);
    case 'integer':
      return integer(nfa, from, schema);
    case 'number':
      return number(nfa, from);
    case 'boolean':
      return literals(nfa, from, ['true', 'false']);
    case 'null':
      return nfa.text(from, 'null');
    case 'literal':
      return literals(nfa, from, schema.values);
    case 'any-of':
      return nfa.either(
        from,
        schema.options.map((option) => (at) => emit(nfa, at, option)),
      );
  }
}

const literals = (nfa: ByteNfa, from: number, texts: readonly string[]): number =>
  nfa.either(
    from,
    texts.map((text) => (at) => nfa.text(at, text)),
  );

/** Two tracks, before and after the first property, because only the second writes commas. */
function object(
  nfa: ByteNfa,
  from: number,
  properties: Extract<Schema, { kind: 'object' }>['properties'],
): number {
  let none: number | undefined = nfa.text(from, '{');
  let some: number | undefined;
  for (const { name, schema, required } of properties) {
    const next = nfa.state();
    const write = (at: number, comma: string) =>
      nfa.jump(emit(nfa, nfa.text(at, `${comma}${JSON.stringify(name)}: `), schema), next);
    if (none !== undefined) write(none, '');
    if (some !== undefined) write(some, ', ');
    if (!required && some !== undefined) nfa.jump(some, next);
    if (required) none = undefined;
    some = next;
  }
  const last = nfa.state();
  for (const track of [none, some]) if (track !== undefined) nfa.jump(track, last);
  return nfa.text(last, '}');
}

function array(nfa: ByteNfa, from: number, { items, min, max }: Extract<Schema, { kind: 'array' }>): number {
  const open = nfa.text(from, '[');
  const filled = nfa.repeat(open, { min, max }, (at, first) =>
    emit(nfa, first ? at : nfa.text(at, ', '), items),
  );
  return nfa.text(filled, ']');
}

function string(nfa: ByteNfa, from: number, { min, max }: Extract<Schema, { kind: 'string' }>): number {
  const open = nfa.text(from, '"');
  return nfa.text(
    nfa.repeat(open, { min, max }, (at) => character(nfa, at)),
    '"',
  );
}

function character(nfa: ByteNfa, from: number): number {
  const end = nfa.byte(from, PLAIN);
  nfa.byte(nfa.text(from, '\\'), ESCAPED, end);
  for (const { first, second, more } of MULTIBYTE) {
    let at = nfa.byte(from, first);
    at = more === 0 ? nfa.byte(at, second, end) : nfa.byte(at, second);
    for (let left = more; left > 0; left--)
      at = left === 1 ? nfa.byte(at, CONTINUATION, end) : nfa.byte(at, CONTINUATION);
  }
  return end;
}

function integer(nfa: ByteNfa, from: number, { min, max }: { min: number; max: number }): number {
  if (min === -Infinity && max === Infinity) return unbounded(nfa, from);
  return nfa.either(
    from,
    integersBetween(min, max).map(({ sign, digits }) => (at) => {
      const ranges = digits.map(([low, high]): Range[] => [[0x30 + low, 0x30 + high]]);
      return ranges.reduce((state, range) => nfa.byte(state, range), nfa.text(at, sign));
    }),
  );
}

function unbounded(nfa: ByteNfa, from: number): number {
  const sign = nfa.repeat(from, { min: 0, max: 1 }, (at) => nfa.text(at, '-'));
  const positive = (at: number) => {
    const first = nfa.byte(at, NOT_ZERO);
    return nfa.repeat(first, { min: 0, max: MOST_DIGITS - 1 }, (state) => nfa.byte(state, DIGIT));
  };
  return nfa.either(sign, [(at) => nfa.text(at, '0'), positive]);
}

function number(nfa: ByteNfa, from: number): number {
  return nfa.repeat(unbounded(nfa, from), { min: 0, max: 1 }, (at) =>
    nfa.repeat(nfa.text(at, '.'), { min: 1, max: MOST_DIGITS }, (state) => nfa.byte(state, DIGIT)),
  );
}
