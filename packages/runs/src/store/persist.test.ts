import { expect, it } from 'vitest';
import { isRefusal, persist } from './persist.ts';

const failure = (facts: object): Error => Object.assign(new Error('in the way'), facts);

it.each([
  ['SQLITE_BUSY', { errcode: 5 }],
  ['SQLITE_BUSY_SNAPSHOT', { errcode: 517 }],
  ['a deadlock in PostgreSQL', { code: '40P01' }],
  ['a serialization failure', { code: '40001' }],
])('tries again after %s', async (_, facts) => {
  let attempts = 0;
  const result = await persist(async () => {
    attempts += 1;
    if (attempts < 3) throw failure(facts);
    return attempts;
  }, 5000);
  expect(result).toBe(3);
});

it.each([
  ['a full disk', { errcode: 13 }],
  ['a unique violation', { code: '23505' }],
])('does not try again after %s', async (_, facts) => {
  let attempts = 0;
  const tried = persist(async () => {
    attempts += 1;
    throw failure(facts);
  }, 5000);
  await expect(tried).rejects.toThrow('in the way');
  expect(attempts).toBe(1);
});

it.each([
  ['a value that is too big for SQLite', { errcode: 18 }, true],
  ['a NUL in a text of PostgreSQL', { code: '22021' }, true],
  ['a row that is too long for an index', { code: '54000' }, true],
  ['a locked database', { errcode: 5 }, false],
  ['a full disk', { errcode: 13 }, false],
  ['a server that is gone', { code: 'ECONNREFUSED' }, false],
  ['a server that shuts down', { code: '57P01' }, false],
])('knows whether %s will ever be taken', (_, facts, refused) => {
  expect(isRefusal(failure(facts))).toBe(refused);
});
