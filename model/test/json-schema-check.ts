type Schema = Record<string, unknown>;

/** Says where a value breaks a schema of the supported kinds, or undefined. Written apart from the grammar, to check it. */
export function schemaProblem(schema: Schema, value: unknown, at = '$'): string | undefined {
  if (Array.isArray(schema['anyOf'])) {
    const fits = (schema['anyOf'] as Schema[]).some((option) => schemaProblem(option, value) === undefined);
    return fits ? undefined : `${at} fits none of anyOf`;
  }
  if (Array.isArray(schema['enum']))
    return (schema['enum'] as unknown[]).includes(value) ? undefined : `${at} is not in the list`;
  const types = [schema['type']].flat() as string[];
  const type = types.find((one) => isOf(one, value));
  if (!type) return `${at} is not ${types.join(' or ')}`;
  const within = (size: number, low: string, high: string) =>
    size >= Number(schema[low] ?? -Infinity) && size <= Number(schema[high] ?? Infinity)
      ? undefined
      : `${at} is outside ${low} and ${high}`;
  if (type === 'string') return within([...(value as string)].length, 'minLength', 'maxLength');
  if (type === 'integer') return within(value as number, 'minimum', 'maximum');
  if (type === 'array') {
    const items = value as unknown[];
    const bad = items
      .map((item, i) => schemaProblem(schema['items'] as Schema, item, `${at}[${i}]`))
      .find(Boolean);
    return bad ?? within(items.length, 'minItems', 'maxItems');
  }
  return type === 'object' ? objectProblem(schema, value as Schema, at) : undefined;
}

function objectProblem(schema: Schema, value: Schema, at: string): string | undefined {
  const properties = schema['properties'] as Record<string, Schema>;
  const missing = ((schema['required'] as string[] | undefined) ?? []).find((name) => !(name in value));
  if (missing) return `${at} lacks ${missing}`;
  const extra = Object.keys(value).find((name) => !(name in properties));
  if (extra) return `${at} has ${extra}`;
  return Object.entries(value)
    .map(([name, inner]) => schemaProblem(properties[name]!, inner, `${at}.${name}`))
    .find(Boolean);
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
