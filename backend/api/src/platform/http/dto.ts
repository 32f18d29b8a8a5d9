import { z } from 'zod';

export interface DtoClass<S extends z.ZodObject> {
  new (): z.infer<S>;
  readonly schema: S;
  _OPENAPI_METADATA_FACTORY(): Record<string, unknown>;
}

/**
 * A DTO class from one zod schema: validated by SchemaPipe, typed by inference, described in OpenAPI by
 * `.describe()` of each field. Use: `export class GiveFeedbackDto extends dto(z.object({…})) {}`.
 */
export function dto<S extends z.ZodObject>(schema: S): DtoClass<S> {
  class Dto {
    static readonly schema = schema;

    /** What @nestjs/swagger asks a class for: one entry per property. */
    static _OPENAPI_METADATA_FACTORY(): Record<string, unknown> {
      const json = toJsonSchema(schema, 'input') as {
        properties?: Record<string, { type?: string; required?: string[] }>;
        required?: string[];
      };
      const entries = Object.entries(json.properties ?? {}).map(([name, property]) => {
        const isRequired = json.required?.includes(name) ?? false;
        // @nestjs/swagger cannot read a property without one type (a union): it is put back by exactSchemas()
        if (!property.type) return [name, { type: 'object', required: isRequired, [EXACT]: property }];
        // an object says with `required` which of its own fields are
        return [
          name,
          { ...property, ...(property.required ? { selfRequired: isRequired } : { required: isRequired }) },
        ];
      });
      return Object.fromEntries(entries);
    }
  }
  return Dto as unknown as DtoClass<S>;
}

const EXACT = 'x-exact-schema';

/** The generated document with every union as its zod schema says. */
export function exactSchemas<T>(document: T): T {
  const visit = (_key: string, value: unknown): unknown =>
    value && typeof value === 'object' && EXACT in value ? value[EXACT] : value;
  return JSON.parse(JSON.stringify(document, visit)) as T;
}

export const isDtoClass = (type: unknown): type is DtoClass<z.ZodObject> =>
  typeof type === 'function' && 'schema' in type && type.schema instanceof z.ZodObject;

/** OpenAPI 3.0 compatible JSON schema; dates travel as ISO strings. */
export const toJsonSchema = (schema: z.ZodType, io: 'input' | 'output'): object =>
  z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
