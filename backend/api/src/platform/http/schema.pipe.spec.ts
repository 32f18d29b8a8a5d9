import { z } from 'zod';
import { Problem } from '../errors/problem.js';
import { dto } from './dto.js';
import { decodeCursor, toPage } from './page.js';
import { SchemaPipe } from './schema.pipe.js';

class VoteDto extends dto(
  z.object({ kind: z.enum(['up', 'down']), count: z.coerce.number().min(1).default(1) }),
) {}

const transform = (value: unknown): unknown =>
  new SchemaPipe().transform(value, { type: 'body', metatype: VoteDto });

it('parses by the schema of the DTO class and drops what it does not name', () => {
  expect(transform({ kind: 'up', other: true })).toEqual({ kind: 'up', count: 1 });
});

it('answers with every field that does not fit', () => {
  const failing = (): unknown => transform({ kind: 'sideways', count: 0 });
  expect(failing).toThrow(Problem);
  try {
    failing();
  } catch (error) {
    expect((error as Problem).toBody().errors?.map(({ path }) => path)).toEqual(['kind', 'count']);
  }
});

it('leaves values of other types alone', () => {
  expect(new SchemaPipe().transform('x', { type: 'param', metatype: String })).toBe('x');
});

it('tells OpenAPI the properties and which are required', () => {
  expect(VoteDto._OPENAPI_METADATA_FACTORY()).toMatchObject({
    kind: { type: 'string', enum: ['up', 'down'], required: true },
    count: { required: false },
  });
});

it('pages: a cursor only when there is more, and it round-trips', () => {
  const page = toPage([1, 2, 3], 2, String, (n) => ({ n }));
  expect(page.items).toEqual(['1', '2']);
  expect(decodeCursor(page.nextCursor!)).toEqual({ n: 2 });
  expect(toPage([1, 2], 2, String, (n) => n).nextCursor).toBeNull();
  expect(() => decodeCursor('{')).toThrow(Problem);
});
