import { schemaProblem } from '../../../test/json-schema-check.js';
import { randomSchema } from '../../../test/random-schema.js';
import { seededRandom } from '../random.js';
import { DEAD } from './byte-dfa.js';
import { integersBetween } from './integer-range.js';
import { readSchema } from './json-schema.js';
import { SchemaConstraint, SchemaGrammar } from './schema-grammar.js';
import { TokenTrie } from './token-trie.js';

const END = 256 + 5;
const WORDS = ['{"', '": ', ', "', 'tr', 'true}'];
/** Bytes, a few words, and a token that ends. */
const trie = new TokenTrie({
  vocabularySize: END + 1,
  bytesOf: (id) =>
    id < 256 ? Uint8Array.of(id) : id < END ? Buffer.from(WORDS[id - 256]!) : new Uint8Array(0),
});

function accepts(schema: unknown, text: string): boolean {
  const { dfa } = new SchemaGrammar(schema, trie);
  let state = dfa.start;
  for (const byte of Buffer.from(text)) if (state !== DEAD) state = dfa.next(state, byte);
  return state !== DEAD && dfa.accepts(state);
}

const object = (properties: object, required?: string[]) => ({ type: 'object', properties, required });

describe('SchemaGrammar', () => {
  it.each<[string, unknown, string[], string[]]>([
    ['null', { type: 'null' }, ['null'], ['nul', 'nulll', '']],
    ['boolean', { type: 'boolean' }, ['true', 'false'], ['True', '1']],
    ['integer', { type: 'integer' }, ['0', '-7', '120'], ['007', '1.5', '-', '1e3']],
    [
      'integer in a range',
      { type: 'integer', minimum: -3, maximum: 12 },
      ['-3', '0', '9', '12'],
      ['-4', '13', '99'],
    ],
    ['number', { type: 'number' }, ['0', '-1.25', '3'], ['.5', '1.', '--1']],
    ['string', { type: 'string' }, ['""', '"é中🎉 \\" \\n"'], ['"', '"\n"', '"\\x"', '"a" ']],
    [
      'string of a length',
      { type: 'string', minLength: 2, maxLength: 3 },
      ['"ab"', '"中é🎉"'],
      ['"a"', '"abcd"'],
    ],
    ['enum', { enum: ['a', 2, null] }, ['"a"', '2', 'null'], ['"b"', '']],
    [
      'array',
      { type: 'array', items: { type: 'integer' } },
      ['[]', '[1]', '[1, 2, 3]'],
      ['[1,2]', '[, 1]', '[1, ]'],
    ],
    [
      'array of a length',
      { type: 'array', items: { type: 'null' }, minItems: 1, maxItems: 2 },
      ['[null]', '[null, null]'],
      ['[]', '[null, null, null]'],
    ],
    [
      'object',
      object({ a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' } }, ['b']),
      [
        '{"b": null}',
        '{"a": null, "b": null}',
        '{"b": null, "c": null}',
        '{"a": null, "b": null, "c": null}',
      ],
      ['{}', '{"a": null}', '{"b": null, "a": null}', '{, "b": null}', '{"b": null, }'],
    ],
    [
      'object of options',
      object({ a: { type: 'null' }, b: { type: 'null' } }),
      ['{}', '{"b": null}'],
      ['{"c": 1}'],
    ],
    ['any of', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, ['null', '5'], ['"5"']],
    ['several types', { type: ['string', 'null'], maxLength: 1 }, ['null', '"x"'], ['"xy"']],
    [
      'reference',
      { ...object({ a: { $ref: '#/$defs/n' } }, ['a']), $defs: { n: { type: 'null' } } },
      ['{"a": null}'],
      ['{}'],
    ],
  ])('takes and refuses for %s', (_, schema, good, bad) => {
    for (const text of good) expect([text, accepts(schema, text)]).toEqual([text, true]);
    for (const text of bad) expect([text, accepts(schema, text)]).toEqual([text, false]);
  });

  it.each<[unknown, string]>([
    [{}, 'it needs a type'],
    [{ type: 'string', pattern: 'a' }, 'at its top: pattern is not supported'],
    [
      object({ a: { type: 'array', items: { type: 'number', minimum: 3 } } }),
      'at /properties/a/items: minimum',
    ],
    [{ type: 'object', additionalProperties: true }, 'additionalProperties can only be false'],
    [object({}, ['x']), 'x is required but not among'],
    [
      { $ref: '#/$defs/a', $defs: { a: { type: 'array', items: { $ref: '#/$defs/a' } } } },
      'refers to itself',
    ],
    [{ $ref: 'https://x.example/s' }, 'only references within it'],
    [{ type: 'string', maxLength: 5000 }, 'from 0 to 1000'],
    [{ type: 'integer', minimum: 3, maximum: 2 }, 'no whole number'],
    [{ enum: ['a'], type: 'integer' }, 'no value of its list'],
    ['object', 'it is not an object'],
  ])('refuses %j', (schema, why) => expect(() => readSchema(schema)).toThrow(why));

  it('refuses a schema that is too large', () => {
    const inner = { type: 'array', items: { type: 'string', maxLength: 1000 }, maxItems: 1000 };
    expect(() => new SchemaGrammar(inner, trie)).toThrow('more than 200000 states');
  });

  it('matches exactly the whole numbers of a range', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 200; round++) {
      const [a, b] = [0, 1].map(() => Math.floor((random() - 0.5) * 10 ** (1 + Math.floor(random() * 4))));
      const [min, max] = [Math.min(a!, b!), Math.max(a!, b!)];
      const patterns = integersBetween(min, max).map(
        ({ sign, digits }) =>
          new RegExp(`^${sign}${digits.map(([low, high]) => `[${low}-${high}]`).join('')}$`),
      );
      for (let n = min - 12; n <= max + 12; n += 1 + Math.floor((max - min) / 50)) {
        const matched = patterns.filter((pattern) => pattern.test(String(n))).length;
        expect([min, max, n, matched]).toEqual([min, max, n, n >= min && n <= max ? 1 : 0]);
      }
    }
  });

  it('always ends in valid output, however unlikely the tokens and however few are left', () => {
    const random = seededRandom(2);
    for (let round = 0; round < 100; round++) {
      const schema = randomSchema(round);
      const constraint = new SchemaConstraint(new SchemaGrammar(schema, trie), new Set([END]));
      const budget = constraint.shortest + Math.floor(random() * 40);
      const bytes: number[] = [];
      let ended = false;
      for (let left = budget; left > 0 && !constraint.done && !ended; left--) {
        const logits = Float32Array.from({ length: END + 1 }, () => random());
        constraint.apply(logits, left);
        const allowed = [...logits.keys()].filter((id) => logits[id]! > -Infinity);
        expect(allowed.length).toBeGreaterThan(0);
        const id = allowed[Math.floor(random() * allowed.length)]!;
        constraint.accept(id);
        ended = id === END;
        bytes.push(...trie.bytesOf(id));
      }
      const text = Buffer.from(bytes).toString();
      expect({ round, text, problem: schemaProblem(schema, JSON.parse(text)) }).toMatchObject({
        problem: undefined,
      });
    }
  });
});
