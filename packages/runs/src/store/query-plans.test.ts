import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSqlite } from './load-sqlite.ts';
import { openStore } from './open-store.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'runs-plans-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  [
    'the watchdog',
    'select * from runs where closed_at is null and deadline_at < 1 order by deadline_at',
    'runs_open',
  ],
  [
    'a task',
    "select * from runs where task_id = 'x' order by started_at desc, run_id desc limit 50",
    'runs_by_task',
  ],
  [
    'a class of failures',
    "select * from runs where fingerprint = 'x' order by started_at desc, run_id desc limit 50",
    'runs_by_fingerprint',
  ],
  [
    'a fixture',
    "select * from runs where fixture_id = 'x' order by started_at desc, run_id desc limit 50",
    'runs_by_fixture',
  ],
  ['the latest runs', 'select * from runs order by started_at desc, run_id desc limit 50', 'runs_by_time'],
  [
    'counts of a day',
    'select status, count(*) from runs where started_at >= 1 group by status',
    'runs_by_time',
  ],
  ['results of fixtures', 'select result from fixture_results order by suite, fixture_id', 'fixture_results'],
])('finds %s by an index, without a look at every run', async (_, query, index) => {
  const file = join(folder, 'runs.db');
  await (await openStore(file)).close();
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(file);
  const plan = database
    .prepare(`explain query plan ${query}`)
    .all()
    .map((row) => String(row['detail']));
  database.close();
  expect(plan.join('\n')).toContain(index);
  expect(plan.filter((line) => /^SCAN runs(?! USING (?:COVERING )?INDEX)/.test(line))).toEqual([]);
});
