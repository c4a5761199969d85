import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../open-store.ts';
import { testStore } from '../store.suite.ts';
import { loadSqlite } from './load-sqlite.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'runs-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

testStore('SQLite', async () => openStore(join(folder, 'runs.db')));

it('refuses a store of a newer version', async () => {
  const file = join(folder, 'newer.db');
  const Database = await loadSqlite();
  const database = new Database(file);
  database.exec('PRAGMA user_version = 999');
  database.close();
  await expect(openStore(file)).rejects.toThrow(/newer version \(schema 999\)/);
});

it('refuses a file that is no database', async () => {
  const file = join(folder, 'text.db');
  await writeFile(file, 'not a database, not even a small one');
  await expect(openStore(file)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});

it('can be opened by many at once on a fresh path', async () => {
  const file = join(folder, 'fresh.db');
  const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(file)));
  expect(await Promise.all(stores.map((store) => store.listRuns()))).toEqual(
    Array.from({ length: 8 }, () => []),
  );
  await Promise.all(stores.map((store) => store.close()));
});
