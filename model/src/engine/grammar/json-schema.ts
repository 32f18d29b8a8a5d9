/** The part of JSON Schema that output can be held to. */
export type Schema =
  | { kind: 'object'; properties: { name: string; schema: Schema; required: boolean }[] }
  | { kind: 'array'; items: Schema; min: number; max: number }
  | { kind: 'string'; min: number; max: number }
  | { kind: 'integer'; min: number; max: number }
  | { kind: 'number' | 'boolean' | 'null' }
  | { kind: 'literal'; values: string[] } // each as JSON
  | { kind: 'any-of'; options: Schema[] };

/** A schema that output cannot be held to, and where in it that shows. */
export class SchemaUnsupported extends Error {
  constructor(path: string, why: string) {
    super(`The schema cannot be used at ${path || 'its top'}: ${why}.`);
    this.name = 'SchemaUnsupported';
  }
}

type Json = Record<string, unknown>;

interface Place {
  path: string;
  root: Json;
  open: readonly string[]; // references being followed
}

const IGNORED = [
  '$schema',
  '$id',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  '$comment',
];
const KEYWORDS: Record<string, readonly string[]> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  integer: ['minimum', 'maximum'],
  number: [],
  boolean: [],
  null: [],
};
const MOST_COUNTED = 1000; // items or characters that a limit may name

/** Reads a JSON schema. Whatever it cannot promise to keep is refused, never ignored. @throws SchemaUnsupported */
export function readSchema(json: unknown): Schema {
  if (!isObject(json)) throw new SchemaUnsupported('', 'it is not an object');
  return read(json, { path: '', root: json, open: [] });
}

function read(json: unknown, at: Place): Schema {
  if (!isObject(json)) throw new SchemaUnsupported(at.path, 'a schema must be an object');
  const keys = Object.keys(json).filter((key) => !IGNORED.includes(key));
  if ('$ref' in json) return only(keys, ['$ref'], at, () => follow(json['$ref'], at));
  if ('const' in json)
    return only(keys, ['const', 'type'], at, () => literal([json['const']], json['type'], at));
  if ('enum' in json)
    return only(keys, ['enum', 'type'], at, () => literal(listAt(json, 'enum', at), json['type'], at));
  if ('anyOf' in json) return only(keys, ['anyOf'], at, () => anyOf(listAt(json, 'anyOf', at), at));
  const { type } = json;
  if (Array.isArray(type)) return anyType(type, json, at);
  if (typeof type !== 'string' || !(type in KEYWORDS))
    throw new SchemaUnsupported(at.path, `it needs a type, one of ${Object.keys(KEYWORDS).join(', ')}`);
  return only(keys, ['type', ...KEYWORDS[type]!], at, () => readType(type, json, at));
}

/** `type: ['string', 'null']`: each with the keywords that are its own. */
function anyType(types: readonly unknown[], json: Json, at: Place): Schema {
  const owned = types.flatMap((type) => KEYWORDS[String(type)] ?? []);
  const options = types.map((type) => {
    const own = KEYWORDS[String(type)] ?? [];
    const kept = Object.entries(json).filter(([key]) => own.includes(key) || !owned.includes(key));
    return read({ ...Object.fromEntries(kept), type }, at);
  });
  return { kind: 'any-of', options };
}

function readType(type: string, json: Json, at: Place): Schema {
  switch (type) {
    case 'object':
      return readObject(json, at);
    case 'array': {
      const [min, max] = limits(json, ['minItems', 'maxItems'], at);
      return { kind: 'array', items: read(json['items'], below(at, 'items')), min, max };
    }
    case 'string': {
      const [min, max] = limits(json, ['minLength', 'maxLength'], at);
      return { kind: 'string', min, max };
    }
    case 'integer':
      return { kind: 'integer', ...integerRange(json, at) };
    default:
      return { kind: type as 'number' | 'boolean' | 'null' };
  }
}

function readObject(json: Json, at: Place): Schema {
  const { properties = {}, required = [], additionalProperties = false } = json;
  if (additionalProperties !== false)
    throw new SchemaUnsupported(at.path, 'additionalProperties can only be false');
  if (!isObject(properties)) throw new SchemaUnsupported(at.path, 'properties must be an object');
  const names = Array.isArray(required) ? (required as unknown[]) : [];
  const unknown = names.find((name) => typeof name !== 'string' || !(name in properties));
  if (unknown !== undefined)
    throw new SchemaUnsupported(at.path, `${String(unknown)} is required but not among the properties`);
  return {
    kind: 'object',
    properties: Object.entries(properties).map(([name, schema]) => ({
      name,
      schema: read(schema, below(at, `properties/${name}`)),
      required: names.includes(name),
    })),
  };
}

function follow(reference: unknown, at: Place): Schema {
  const name = String(reference);
  if (!name.startsWith('#/'))
    throw new SchemaUnsupported(at.path, `only references within it work, not ${name}`);
  if (at.open.includes(name)) throw new SchemaUnsupported(at.path, `${name} refers to itself`);
  const parts = name.slice(2).split('/');
  const target = parts.reduce<unknown>((json, part) => (isObject(json) ? json[part] : undefined), at.root);
  return read(target, { path: name, root: at.root, open: [...at.open, name] });
}

function anyOf(options: unknown[], at: Place): Schema {
  return { kind: 'any-of', options: options.map((option, i) => read(option, below(at, `anyOf/${i}`))) };
}

function literal(values: readonly unknown[], type: unknown, at: Place): Schema {
  const fits = values.filter((value) => type === undefined || typeOf(value, type));
  if (fits.length === 0) throw new SchemaUnsupported(at.path, 'no value of its list has its type');
  return { kind: 'literal', values: fits.map((value) => JSON.stringify(value)) };
}

function typeOf(value: unknown, type: unknown): boolean {
  const types: unknown[] = Array.isArray(type) ? type : [type];
  const own = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(own) || (types.includes('integer') && Number.isInteger(value));
}

function limits(json: Json, [low, high]: [string, string], at: Place): [number, number] {
  const read = (key: string, otherwise: number): number => {
    const value = json[key] ?? otherwise;
    if (value === Infinity) return Infinity;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > MOST_COUNTED)
      throw new SchemaUnsupported(at.path, `${key} must be a whole number from 0 to ${MOST_COUNTED}`);
    return value;
  };
  const [min, max] = [read(low, 0), read(high, Infinity)];
  if (min > max) throw new SchemaUnsupported(at.path, `${low} is above ${high}`);
  return [min, max];
}

function integerRange(json: Json, at: Place): { min: number; max: number } {
  const read = (key: string, otherwise: number): number => {
    const value = json[key] ?? otherwise;
    if (typeof value !== 'number') throw new SchemaUnsupported(at.path, `${key} must be a number`);
    return value;
  };
  const min = Math.ceil(read('minimum', -Infinity));
  const max = Math.floor(read('maximum', Infinity));
  if (min > max) throw new SchemaUnsupported(at.path, 'no whole number lies between minimum and maximum');
  for (const bound of [min, max])
    if (Number.isFinite(bound) && !Number.isSafeInteger(bound))
      throw new SchemaUnsupported(at.path, `${bound} is beyond what numbers hold exactly`);
  return { min, max };
}

function listAt(json: Json, key: string, at: Place): unknown[] {
  const list = json[key];
  if (!Array.isArray(list) || list.length === 0)
    throw new SchemaUnsupported(at.path, `${key} must be a list that is not empty`);
  return list;
}

function only(keys: string[], known: readonly string[], at: Place, build: () => Schema): Schema {
  const extra = keys.find((key) => !known.includes(key));
  if (extra) throw new SchemaUnsupported(at.path, `${extra} is not supported there`);
  return build();
}

const below = (at: Place, part: string): Place => ({ ...at, path: `${at.path}/${part}` });
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
