import { expect, it } from 'vitest';
import { sqliteFactsOf, sqliteFacts } from './sqlite-facts.ts';

it.each([
  ['3.47.2', true],
  ['3.51.2', true],
  ['3.51.3', false],
  ['3.53.4', false],
  ['4.0.0', false],
])('knows whether SQLite %s has the WAL-reset race', (version, expected) => {
  expect(sqliteFactsOf(version)).toMatchObject({ version, has_wal_reset_race: expected });
});

it('reads the version of the SQLite that Node has', async () => {
  expect((await sqliteFacts()).version).toMatch(/^3\.\d+\.\d+$/);
});
