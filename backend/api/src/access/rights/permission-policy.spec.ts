import { permissions } from '../actor.js';
import {
  apiKeyScopes,
  permissionsOf,
  permissionsOfKey,
  reaches,
  roleFor,
  strongest,
} from './permission-policy.js';

it('gives owners everything and members nothing of the administration', () => {
  expect([...permissionsOf('owner')].sort()).toEqual([...permissions].sort());
  for (const permission of [
    'person.manage',
    'group.manage',
    'model.manage',
    'system.read',
    'audit.read',
  ] as const)
    expect(permissionsOf('member').has(permission)).toBe(false);
  expect(permissionsOf('member').has('document.read')).toBe(true);
});

it('never gives a key what needs the person at the keyboard, or more than its person has', () => {
  for (const role of ['owner', 'member'] as const) {
    const all = permissionsOfKey(role, apiKeyScopes);
    expect(all.has('session.manage')).toBe(false);
    expect(all.has('api-key.manage')).toBe(false);
    for (const permission of all) expect(permissionsOf(role).has(permission)).toBe(true);
  }
});

it('keeps the scopes apart', () => {
  const embed = permissionsOfKey('owner', ['embed']);
  expect(embed.has('text.embed')).toBe(true);
  expect(embed.has('chat.complete')).toBe(false);
  expect(permissionsOfKey('owner', ['chat']).has('document.read')).toBe(false);
  expect(permissionsOfKey('owner', ['documents.read']).has('document.write')).toBe(false);
  expect(permissionsOfKey('owner', ['documents.write']).has('document.write')).toBe(true);
});

it('orders the roles of a space', () => {
  expect(roleFor('document.read')).toBe('reader');
  expect(roleFor('document.write')).toBe('editor');
  expect(roleFor('space.manage')).toBe('owner');
  expect(reaches('editor', 'reader')).toBe(true);
  expect(reaches('reader', 'editor')).toBe(false);
  expect(strongest(['reader', 'owner', 'editor'])).toBe('owner');
  expect(strongest([])).toBeNull();
});
