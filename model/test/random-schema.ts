import { seededRandom } from '../src/engine/random.js';

type Schema = Record<string, unknown>;

/** A reproducible schema of the supported kinds: an object, up to three levels deep. */
export function randomSchema(seed: number): Schema {
  const random = seededRandom(seed * 7919 + 1);
  const count = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const name = () => NAMES[count(0, NAMES.length - 1)]!;

  function object(depth: number): Schema {
    const names = [...new Set(Array.from({ length: count(1, 4) }, name))];
    const properties = Object.fromEntries(names.map((key) => [key, any(depth - 1)]));
    return {
      type: 'object',
      properties,
      required: names.filter(() => random() < 0.6),
      additionalProperties: false,
    };
  }

  function any(depth: number): Schema {
    const kinds = depth > 0 ? 10 : 7;
    switch (count(0, kinds - 1)) {
      case 0:
        return { type: 'boolean' };
      case 1:
        return { type: 'integer', ...(random() < 0.5 && { minimum: count(-20, 0), maximum: count(1, 300) }) };
      case 2:
        return { type: 'number' };
      case 3:
        return { enum: [name(), name(), count(0, 9), null] };
      case 4:
        return { type: ['string', 'null'], maxLength: count(3, 30) };
      case 5:
      case 6:
        return { type: 'string', minLength: count(0, 3), maxLength: count(4, 40) };
      case 7:
        return { type: 'array', items: any(depth - 1), minItems: count(0, 1), maxItems: count(1, 3) };
      case 8:
        return { anyOf: [any(depth - 1), any(depth - 1)] };
      default:
        return object(depth);
    }
  }
  return object(3);
}

const NAMES = ['name', 'kind', 'amount', 'due date', 'tags', 'city', 'naïve "quoted"', '金额', 'note', 'ok'];
