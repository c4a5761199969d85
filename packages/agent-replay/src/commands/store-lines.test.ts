import { sqliteFactsOf, type StoreState } from '@agent-replay/runs';
import { expect, it } from 'vitest';
import { exitCodeOf, sqliteLines, storeLines } from './store-lines.ts';

const SOUND: StoreState = {
  url: '.agent-replay/runs.db',
  kind: 'sqlite',
  condition: 'sound',
  detail: null,
  schema: 2,
  known_schema: 2,
  integrity: 'ok',
  open_runs: 1,
  overdue_runs: 0,
  spool: { folder: '.agent-replay/spool/a', files: 0, entries: 0, bytes: 0, torn: 0 },
  other_spools: [],
  fix: null,
};

it('names a SQLite whose log can be corrupted, and what to do', () => {
  expect(sqliteLines(sqliteFactsOf('3.51.2'))).toMatchInlineSnapshot(`
    [
      "sqlite   3.51.2 can corrupt a store that several processes write to (fixed in 3.51.3)",
      "         fix: use Node 22.23 or later, 24 or 26, let one process at a time write to the store, or use postgres://",
    ]
  `);
});

it('says of one that is sound only which it is', () => {
  expect(sqliteLines(sqliteFactsOf('3.51.3'))).toEqual(['sqlite   3.51.3']);
});

it('says that there is none, and why', () => {
  const facts = { version: null, has_wal_reset_race: false, fix: 'use Node 22.20 or later' };
  expect(sqliteLines(facts)).toEqual(['sqlite   cannot be used', '         fix: use Node 22.20 or later']);
});

it('says of a sound store its version, that it is whole, and what is open in it', () => {
  expect(storeLines(SOUND)).toEqual([
    'store    .agent-replay/runs.db: can be read and written; schema 2; integrity ok; 1 run open',
  ]);
  expect(exitCodeOf(SOUND)).toBe(0);
});

it('says what waits in the spool, what was abandoned, and what to do', () => {
  const state: StoreState = {
    ...SOUND,
    open_runs: 3,
    overdue_runs: 2,
    spool: { folder: '.agent-replay/spool/a', files: 2, entries: 40, bytes: 9000, torn: 1 },
    fix: 'look into the .torn files',
  };
  expect(storeLines(state)).toMatchInlineSnapshot(`
    [
      "store    .agent-replay/runs.db: can be read and written; schema 2; integrity ok; 3 runs open; 2 of them abandoned",
      "spool    40 changes in 2 files wait; 1 hold what could not be read in",
      "         fix: look into the .torn files",
    ]
  `);
});

it('says of a store that cannot be used what the database said', () => {
  const newer: StoreState = { ...SOUND, condition: 'newer', schema: 9 };
  expect(storeLines({ ...newer, open_runs: null })).toEqual([
    'store    .agent-replay/runs.db: was made by a newer release; schema 9, this release knows 2; integrity ok',
  ]);
  expect([newer, { ...SOUND, condition: 'locked' } as const].map(exitCodeOf)).toEqual([3, 5]);
});

it('says what waits for a store of another name, and where that belongs if it is this one', () => {
  const other = { folder: '.agent-replay/spool/b', files: 1, entries: 3, bytes: 90, torn: 0 };
  expect(storeLines({ ...SOUND, other_spools: [other] }).slice(1)).toEqual([
    'spool    3 changes in 1 files wait for a store of another name: .agent-replay/spool/b',
    '         fix: where that was this store, move them to .agent-replay/spool/a',
  ]);
});
