import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { invalid } from '../errors/problem.js';
import { isDtoClass } from './dto.js';

/** Global pipe: bodies, queries and path parameters typed with a `dto()` class are parsed by its schema. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, { metatype }: ArgumentMetadata): unknown {
    if (!isDtoClass(metatype)) return value;
    const result = metatype.schema.safeParse(value ?? {});
    if (result.success) return result.data;
    const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const named = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
    throw invalid(`The request does not fit: ${named}.`, errors);
  }
}
