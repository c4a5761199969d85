import { sqliteFactsOf } from '@agent-replay/runs';
import { expect, it } from 'vitest';
import { sqliteLines } from './sqlite-lines.ts';

it('names a SQLite whose log can be corrupted, and what to do', () => {
  expect(sqliteLines(sqliteFactsOf('3.51.2'))).toMatchInlineSnapshot(`
    "store    SQLite 3.51.2 can corrupt a store that several processes write to (fixed in 3.51.3)
             fix: use Node 22.23 or later, 24 or 26, let one process at a time write to the store, or use postgres://"
  `);
});

it('says of one that is sound only which it is', () => {
  expect(sqliteLines(sqliteFactsOf('3.51.3'))).toBe('store    SQLite 3.51.3');
});

it('says that there is none, and why', () => {
  const facts = { version: null, has_wal_reset_race: false, fix: 'use Node 22.20 or later' };
  expect(sqliteLines(facts)).toBe('store    SQLite cannot be used\n         fix: use Node 22.20 or later');
});
