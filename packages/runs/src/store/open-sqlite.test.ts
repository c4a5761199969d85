import { mkdir, mkdtemp, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeOpenRuns } from '../run/close-open-runs.suite.ts';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { loadSqlite } from './load-sqlite.ts';
import { migrationsFrom, VERSION } from './migrations.ts';
import { openStore } from './open-store.ts';
import { envelope } from './envelope.suite.ts';
import { testStore } from './store.suite.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'runs-'))));
afterAll(async () => {
  await closeOpenRuns();
  await rm(folder, { recursive: true, force: true });
});

testStore('SQLite', async () => openStore(join(folder, 'runs.db')));

it('calls every run inconclusive when the store is of a newer version, and keeps it for later', async () => {
  const file = join(folder, 'newer.db');
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 999');
  const store = await openStore(file, { patienceMs: 10 });
  const run = await startRun(store, envelope());
  const { verdict } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
  expect(verdict).toMatchObject({ status: 'inconclusive', failure_class: 'unknown_format' });
  await expect(store.getRun(run.record.run_id)).rejects.toThrow(/newer version \(schema 999\)/);
  await store.close();
  database.exec('PRAGMA user_version = 0');
  database.close();
  const older = await openStore(file);
  expect(await older.getRun(run.record.run_id)).toMatchObject({ status: 'inconclusive' });
  expect(await older.getFacts(run.record.run_id)).toMatchObject({ spooled: true });
  await older.close();
});

it.each(['there', 'not there yet'])(
  'keeps what is recorded by a symbolic link to a file that is %s',
  async (is) => {
    const [file, link] = [join(folder, `to ${is}.db`), join(folder, `link ${is}.db`)];
    if (is === 'there') await (await openStore(file)).close();
    await symlink(file, link);
    const store = await openStore(link);
    const run = await startRun(store, envelope());
    await closeRun(run, { contract: { artifacts: { min: 0 } } });
    expect(store.backlog()).toMatchObject({ files: 0 });
    await store.close();
    const own = await openStore(file);
    expect(await own.getRun(run.record.run_id)).toMatchObject({ status: 'passed' });
    await own.close();
  },
);

it.each(['the file', 'its folder', 'a link to it', 'what is not there yet'])(
  'reads in, by a symbolic link to %s, what the spool of the file holds',
  async (to) => {
    const [real, links] = [join(folder, `real ${to}`), join(folder, `links ${to}`)];
    await mkdir(real);
    await mkdir(links);
    const file = join(real, 'runs.db');
    let link = join(links, 'other.db');
    await symlink(file, link);
    if (to === 'its folder') {
      await symlink(real, join(links, 'folder'));
      link = join(links, 'folder', 'runs.db');
    }
    if (to === 'a link to it') {
      await symlink('other.db', join(links, 'again.db'));
      link = join(links, 'again.db');
    }
    const first = to === 'what is not there yet' ? link : file;
    const store = await openStore(first, { patienceMs: 10 });
    const { DatabaseSync } = await loadSqlite();
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    const run = await startRun(store, envelope());
    await closeRun(run, { contract: { artifacts: { min: 0 } } });
    expect(store.backlog()).toMatchObject({ entries: 2 });
    await store.close();
    other.close();

    const second = await openStore(first === link ? file : link);
    expect(await second.getRun(run.record.run_id)).toMatchObject({ status: 'passed' });
    expect(second.redactor.text('key-of-both@example.com')).toBe(
      store.redactor.text('key-of-both@example.com'),
    );
    await second.close();
  },
);

it('brings a store of every older version forward, with what is in it', async () => {
  const { DatabaseSync } = await loadSqlite();
  for (let version = 1; version < VERSION; version += 1) {
    const file = join(folder, `version-${version}.db`);
    const database = new DatabaseSync(file);
    for (const sql of migrationsFrom(0, 'sqlite', version)) database.exec(sql);
    database.exec(`pragma user_version = ${version}`);
    const now = await openStore(join(folder, 'runs.db'));
    const run = await startRun(now, envelope());
    const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } } });
    database.exec(`attach '${join(folder, 'runs.db')}' as now`);
    database.exec(`insert into runs select * from now.runs where run_id = '${record.run_id}'`);
    database.close();
    await now.close();

    const store = await openStore(file);
    expect(await store.getRun(record.run_id)).toEqual(record);
    expect(await store.takeLease('tier', 'me', 0, 1000)).toMatchObject({ owner: 'me' });
    await closeRun(await startRun(store, envelope()));
    expect(await store.listRuns()).toHaveLength(2);
    await store.close();
    const again = new DatabaseSync(file);
    expect(again.prepare('pragma user_version').get()).toEqual({ user_version: VERSION });
    again.close();
  }
});

it('refuses a file that is no database', async () => {
  const file = join(folder, 'text.db');
  await writeFile(file, 'not a database, not even a small one');
  await expect(openStore(file)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await expect(openStore(file)).rejects.toThrow(/fix +move the file away/);
});

it('refuses a database that was cut in the middle, and leaves it as it is', async () => {
  const file = join(folder, 'cut.db');
  const store = await openStore(file);
  for (let count = 0; count < 20; count += 1) await closeRun(await startRun(store, envelope()));
  await store.close();
  const { size } = await stat(file);
  await truncate(file, Math.floor(size / 2));
  await expect(openStore(file)).rejects.toThrow(/malformed/);
  expect((await stat(file)).size).toBe(Math.floor(size / 2));
});

it('keeps a database in memory for as long as it is open', async () => {
  const store = await openStore(':memory:', { folder });
  const { record } = await closeRun(await startRun(store, envelope()), {
    contract: { artifacts: { min: 1 } },
  });
  expect(await store.getRun(record.run_id)).toEqual(record);
  expect(await store.failureHistories()).toMatchObject([{ runs: 1, first_bad_run_id: record.run_id }]);
  await store.close();
});

it('can be opened by many at once on a fresh path', async () => {
  const file = join(folder, 'fresh.db');
  const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(file)));
  expect(await Promise.all(stores.map((store) => store.listRuns()))).toEqual(
    Array.from({ length: 8 }, () => []),
  );
  await Promise.all(stores.map((store) => store.close()));
});

it.runIf(process.platform !== 'win32')(
  "makes a store that is its owner's alone, with all that SQLite puts beside it",
  async () => {
    const umask = process.umask(0);
    try {
      const own = join(folder, 'own');
      const store = await openStore(join(own, 'runs.db'));
      await closeRun(await startRun(store, envelope()), { contract: { artifacts: { min: 0 } } });
      const modes = await Promise.all(
        ['', 'runs.db', 'runs.db-wal', 'runs.db-shm'].map(
          async (name) => (await stat(join(own, name))).mode & 0o777,
        ),
      );
      expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
      await store.close();
    } finally {
      process.umask(umask);
    }
  },
);

it('makes no file anew once it is closed, answers no more, and leaves what comes to the next who opens it', async () => {
  const file = join(folder, 'closed', 'runs.db');
  const store = await openStore(file);
  const run = await startRun(store, envelope());
  await store.close();
  await rm(file);
  await recordEvent(run, { kind: 'checkpoint', name: 'late' });
  const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
  await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
  for (const question of [store.getRun(record.run_id), store.nextAttempt('task', 'live')])
    await expect(question).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining('it was closed'),
    });
  await store.close();
  const next = await openStore(file);
  expect(await next.getRun(record.run_id)).toEqual(record);
  expect(await next.getEvents(record.run_id)).toHaveLength(1);
  await next.close();
});

it.each([
  ['the events, of an open run', false, 0],
  ['the events, of an open run whose facts hold some numbers', false, 2],
  ['the close', true, 2],
  ['the facts, of a run that says nothing of it', undefined, 2],
])('counts no call twice: by %s', async (_, counted, before) => {
  const file = join(folder, `counts-${counted}-${before}.db`);
  const store = await openStore(file);
  const run = await startRun(store, envelope());
  for (const id of ['1', '2'])
    await recordEvent(run, {
      kind: 'model_call',
      interaction: {
        id,
        kind: 'http',
        effect: 'write',
        request: { method: 'POST', url: 'https://api.example.com/v1/messages', headers: [] },
        response: {
          status: 200,
          headers: [],
          body: { json: { model: 'm', usage: { input_tokens: 3, output_tokens: 2, cost: 1 } } },
        },
      },
    });
  const { run_id } = run.record;
  await store.getEvents(run_id);
  const facts = {
    ...(await store.getFacts(run_id)),
    events: before,
    model_calls: before,
    responded_models: before === 0 ? [] : ['m'],
    usage: before === 0 ? null : { input_tokens: 6, output_tokens: 4, cached_input_tokens: 0 },
    cost_usd: before === 0 ? null : 2,
    counted,
  };
  const { DatabaseSync } = await loadSqlite();
  const database = new DatabaseSync(file);
  database.prepare('update runs set facts = ? where run_id = ?').run(JSON.stringify(facts), run_id);
  database.close();
  expect(await store.getFacts(run_id)).toMatchObject({
    events: 2,
    model_calls: 2,
    tool_calls: 0,
    responded_models: ['m'],
    usage: { input_tokens: 6, output_tokens: 4, cached_input_tokens: 0 },
    cost_usd: 2,
  });
  await closeRun(run);
  await store.close();
});
