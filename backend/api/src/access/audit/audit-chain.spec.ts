import { type AuditFacts, GENESIS, canonical, chainHash } from './audit-chain.js';

const facts: AuditFacts = {
  at: new Date('2026-11-25T10:00:00.123Z'),
  actorId: 'a',
  action: 'space.create',
  objectId: 'o',
  spaceId: null,
  detail: { count: 2, role: 'reader' },
};

it('does not depend on the order in which names are kept', () => {
  expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
  expect(chainHash(GENESIS, { ...facts, detail: { role: 'reader', count: 2 } })).toEqual(
    chainHash(GENESIS, facts),
  );
});

it.each(Object.keys(facts) as (keyof AuditFacts)[])('depends on %s', (name) => {
  const other = { at: new Date(0), actorId: 'b', action: 'x.y', objectId: 'p', spaceId: 's', detail: {} };
  expect(chainHash(GENESIS, { ...facts, [name]: other[name] })).not.toEqual(chainHash(GENESIS, facts));
});

it('depends on what stands before', () => {
  expect(chainHash(chainHash(GENESIS, facts), facts)).not.toEqual(chainHash(GENESIS, facts));
});
