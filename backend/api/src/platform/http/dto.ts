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
        properties?: Record<string, { required?: string[] }>;
        required?: string[];
      };
      const entries = Object.entries(json.properties ?? {}).map(([name, property]) => {
        const isRequired = json.required?.includes(name) ?? false;
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

export const isDtoClass = (type: unknown): type is DtoClass<z.ZodObject> =>
  typeof type === 'function' && 'schema' in type && type.schema instanceof z.ZodObject;

/** OpenAPI 3.0 compatible JSON schema; dates travel as ISO strings. */
export const toJsonSchema = (schema: z.ZodType, io: 'input' | 'output'): object =>
  z.toJSONSchema(schema, { target: 'openapi-3.0', io, unrepresentable: 'any' });
