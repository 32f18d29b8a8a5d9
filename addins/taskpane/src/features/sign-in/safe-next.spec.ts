import { safeNext } from './safe-next.js';

it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '', undefined])(
  'stays here for %j',
  (next) => expect(safeNext(next)).toBe('/'),
);

it.each(['/console/spaces?query=a', '/c/1'])('goes on to %j', (next) => expect(safeNext(next)).toBe(next));
