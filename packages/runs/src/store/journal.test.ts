import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@agent-replay/contracts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { closeOpenRuns } from '../run/close-open-runs.suite.ts';
import { closeRun, closeRunNow } from '../run/close-run.ts';
import { recordArtifact } from '../run/record-artifact.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { withRun } from '../run/with-run.ts';
import type { Driver } from './driver.ts';
import { loadSqlite } from './load-sqlite.ts';
import { openStore } from './open-store.ts';
import { envelope } from './envelope.suite.ts';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'runs-journal-'))));
afterEach(async () => {
  await closeOpenRuns();
  await rm(folder, { recursive: true, force: true });
});

const contract = { artifacts: { min: 0 } };
const open = () => openStore(join(folder, 'store', 'runs.db'), { patienceMs: 20 });

it('goes on while the database is locked, loses nothing, and says so', async () => {
  const store = await open();
  const { DatabaseSync } = await loadSqlite();
  const other = new DatabaseSync(join(folder, 'store', 'runs.db'));
  other.exec('begin immediate');
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'checkpoint', name: 'one' });
  await recordEvent(run, { kind: 'x_note' });
  await recordEvent(run, { kind: 'checkpoint', name: 'two' });
  const { record } = await closeRun(run, { contract });
  expect(record.status).toBe('passed');
  other.exec('rollback');
  other.close();
  await store.close();

  const later = await open();
  expect(await later.getRun(record.run_id)).toEqual(record);
  expect((await later.getEvents(record.run_id)).map((event) => event.seq)).toEqual([1, 2, 3]);
  expect(await later.getFacts(record.run_id)).toMatchObject({ spooled: true, events: 3 });
  expect(await spooled()).toEqual([]);
  await later.close();
});

it('reads its spool in when the database answers again, also where nobody writes or asks', async () => {
  const store = await openStore(join(folder, 'store', 'runs.db'), { patienceMs: 1100 });
  const { DatabaseSync } = await loadSqlite();
  const other = new DatabaseSync(join(folder, 'store', 'runs.db'));
  other.exec('begin immediate');
  const run = await startRun(store, envelope());
  expect(await spooled()).toHaveLength(1);
  other.exec('rollback');
  await vi.waitFor(async () => expect(await spooled()).toEqual([]), { timeout: 3000 });
  const { count } = other
    .prepare('select count(*) as count from runs where run_id = ?')
    .get(run.record.run_id) as { count: number };
  expect(count).toBe(1);
  other.close();
  await closeRun(run, { contract });
  expect(await store.getFacts(run.record.run_id)).toMatchObject({ spooled: true });
  await store.close();
});

it('writes the starts of one moment in one transaction, and so their closes', async () => {
  const store = await open();
  const sizes: number[] = [];
  const driver = { ...store.driver };
  const apply: Driver['apply'] = (entries, durable) => {
    sizes.push(entries.filter(({ op }) => op === 'start' || op === 'close').length);
    return driver.apply(entries, durable);
  };
  Object.assign(store.driver, { apply });
  const runs = await Promise.all(['a', 'b', 'c'].map((task_id) => startRun(store, envelope({ task_id }))));
  await Promise.all(runs.map((run) => closeRun(run, { contract })));
  expect(sizes).toEqual([3, 3]);
  await store.close();
});

it('goes on when the disk is full', async () => {
  const store = await open();
  const run = await startRun(store, envelope());
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const working = { ...store.driver };
  const fail = (): never => {
    throw full;
  };
  Object.assign(store.driver, { applySync: fail, apply: async () => fail() });
  await recordEvent(run, { kind: 'checkpoint', name: 'one' });
  const { record } = await closeRun(run, { contract });
  Object.assign(store.driver, working);
  await store.close();
  const later = await open();
  expect(await later.getRun(record.run_id)).toEqual(record);
  expect(await later.getEvents(record.run_id)).toHaveLength(1);
  await later.close();
});

/** Another program has the database, and where the spool would be, here and in the system's folder, is a file. */
async function nowhereToWrite() {
  await writeFile(join(folder, 'file'), '');
  vi.stubEnv('TMPDIR', join(folder, 'file'));
  const store = await open();
  vi.unstubAllEnvs();
  await writeFile(join(folder, 'store', 'spool'), '');
  const { DatabaseSync } = await loadSqlite();
  const other = new DatabaseSync(join(folder, 'store', 'runs.db'));
  return {
    store,
    lock: () => other.exec('begin immediate'),
    unlock: () => other.exec('rollback'),
    [Symbol.dispose]: () => other.close(),
  };
}

it('lets the agent go on when no place takes its events, and writes them when one does', async () => {
  using place = await nowhereToWrite();
  const { store } = place;
  const run = await startRun(store, envelope());
  place.lock();
  for (const name of ['one', 'two', 'three']) {
    expect(await recordEvent(run, { kind: 'x_before', data: { name } })).toBe(true);
    expect(await recordEvent(run, { kind: 'checkpoint', name })).toBe(true);
  }
  const meanwhile = closeRun(run, { contract });
  await expect(meanwhile).rejects.toMatchObject({
    code: 'STORE_UNAVAILABLE',
    message: expect.stringMatching(
      `^Failed to close a run of "${run.record.task_id}": neither the store nor a spool can be written\\.\n.*\n {2}cause {2}E[A-Z]+: `,
    ) as string,
  });
  expect(run.record.status).toBe('started');
  place.unlock();
  const { record } = await closeRun(run);
  expect(record.status).toBe('passed');
  await store.close();
  const later = await open();
  expect(await later.getRun(record.run_id)).toEqual(record);
  expect((await later.getEvents(record.run_id)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  await later.close();
});

it("answers who waits for a start when another run's checkpoint takes the queue, and no place takes that", async () => {
  using place = await nowhereToWrite();
  const { store } = place;
  const run = await startRun(store, envelope());
  place.lock();
  const starting = startRun(store, envelope());
  const answer = expect(starting).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  for (const turn of [1, 2, 3]) {
    await Promise.resolve();
    await recordEvent(run, { kind: 'checkpoint', name: `turn ${turn}` });
  }
  await answer;
  place.unlock();
  await closeRun(run);
  await store.close();
});

it('counts what no place takes and there is no room for, and keeps the rest', async () => {
  using place = await nowhereToWrite();
  const { store } = place;
  const run = await startRun(store, envelope());
  place.lock();
  const { run_id } = run.record;
  for (let count = 1; count <= 50_003; count += 1)
    store.journal.pushNow(() => ({ op: 'refused', run_id, count }));
  expect(await recordEvent(run, { kind: 'checkpoint', name: 'full' })).toBe(true);
  expect(store.journal.lost).toBe(4);
  // What a close says of itself first is no loss.
  await expect(closeRun(run, { contract })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  expect(store.journal.lost).toBe(4);
  place.unlock();
  await closeRun(await startRun(store, envelope()));
  await closeRun(run, { contract });
  expect(await store.refusedEvents(run_id)).toBe(50_000);
  expect(await store.getFacts(run_id)).toMatchObject({ lost: 4 });
  await store.close();
});

it('says when it closes what no place took, and that is not lost if the end of the process finds one', async () => {
  using place = await nowhereToWrite();
  const { store } = place;
  const run = await startRun(store, envelope());
  place.lock();
  for (let index = 0; index < 5; index += 1)
    expect(await recordEvent(run, { kind: 'checkpoint', name: `${index}` })).toBe(true);
  expect(store.journal.lost).toBe(0);
  await expect(store.close()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', details: { lost: 5 } });
  expect(store.journal.lost).toBe(5);
  place.unlock();
  await rm(join(folder, 'store', 'spool'));
  closeRunNow(run, { ending: 'exited', exit_code: 0 });
  expect(store.journal.lost).toBe(0);
  const [file = ''] = await spooled();
  await rename(file, orphanOf(file));
  const later = await open();
  expect(await later.getEvents(run.record.run_id)).toHaveLength(5);
  expect(await later.getFacts(run.record.run_id)).toMatchObject({ lost: 0 });
  await later.close();
});

it('throws what the work threw, also where its record cannot be written', async () => {
  using place = await nowhereToWrite();
  const failing = withRun(place.store, envelope(), () => {
    place.lock();
    throw new Error('the work failed');
  });
  await expect(failing).rejects.toThrow('the work failed');
  place.unlock();
  await closeOpenRuns();
  await place.store.close();
});

it('writes all artifacts that were recorded together once', async () => {
  const store = await open();
  const run = await startRun(store, envelope());
  const apply = vi.spyOn(store.driver, 'apply');
  for (let index = 0; index < 50; index += 1) await recordArtifact(run, { kind: 'row', uri: `row:${index}` });
  await store.journal.flush();
  const written = apply.mock.calls.flatMap(([entries]) => entries).filter(({ op }) => op === 'artifacts');
  expect(written).toHaveLength(1);
  expect((await store.getRun(run.record.run_id))?.artifact_refs).toHaveLength(50);
  await recordArtifact(run, { kind: 'row', uri: 'row:50' });
  await store.journal.flush();
  expect((await store.getRun(run.record.run_id))?.artifact_refs).toHaveLength(51);
  await closeRun(run);
  await store.close();
});

it('makes the database anew when its folder is gone, with the whole of the run', async () => {
  const store = await open();
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'checkpoint', name: 'one' });
  await recordEvent(run, { kind: 'x_note' });
  await store.journal.flush();
  await rename(join(folder, 'store'), join(folder, 'moved'));
  await recordEvent(run, { kind: 'checkpoint', name: 'two' });
  const meanwhile = await open();
  expect((await meanwhile.getEvents(run.record.run_id)).map(({ seq }) => seq)).toEqual([3]);
  await meanwhile.close();
  const { record } = await closeRun(run, { contract });
  await store.close();
  const later = await open();
  expect(await later.getRun(record.run_id)).toEqual(record);
  expect((await later.getEvents(record.run_id)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  await later.close();
});

it('keeps what runs record while the database cannot even be opened', async () => {
  const path = join(folder, 'later', 'runs.db');
  await writeFile(join(folder, 'later'), 'a file where the folder will be');
  await expect(openStore(path)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  const store = await openStore(path, { whenAway: 'spool', patienceMs: 20 });
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'checkpoint', name: 'one' });
  const { record } = await closeRun(run, { contract });
  expect(record.status).toBe('passed');
  await expect(store.getRun(record.run_id)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  await store.close();
  await rm(join(folder, 'later'));

  const later = await openStore(path);
  expect(await later.getRun(record.run_id)).toEqual(record);
  expect(await later.getEvents(record.run_id)).toHaveLength(1);
  expect(await later.getFacts(record.run_id)).toMatchObject({ spooled: true });
  await later.close();
});

it('keeps what runs record while another program has the whole file for itself', async () => {
  await (await open()).close();
  const { DatabaseSync } = await loadSqlite();
  const path = join(folder, 'store', 'runs.db');
  const other = new DatabaseSync(path);
  other.exec('pragma locking_mode=exclusive; begin exclusive');
  const store = await openStore(path, { whenAway: 'spool', patienceMs: 20 });
  const run = await startRun(store, envelope());
  const { record } = await closeRun(run, { contract });
  expect(record.status).toBe('passed');
  other.exec('rollback');
  other.close();
  await store.close();

  const later = await open();
  expect(await later.getRun(record.run_id)).toEqual(record);
  await later.close();
});

it('tries once more when it closes whether a database can be opened', async () => {
  const path = join(folder, 'back', 'runs.db');
  await writeFile(join(folder, 'back'), 'a file where the folder will be');
  const store = await openStore(path, { whenAway: 'spool', patienceMs: 20 });
  const run = await startRun(store, envelope());
  const { record } = await closeRun(run, { contract });
  await rm(join(folder, 'back'));
  await store.close();

  expect(store.backlog()).toMatchObject({ entries: 0 });
  const later = await openStore(path);
  expect(await later.getRun(record.run_id)).toEqual(record);
  await later.close();
});

it('reads in what a process that died has left, but for a line that was torn', async () => {
  const store = await open();
  const { DatabaseSync } = await loadSqlite();
  const other = new DatabaseSync(join(folder, 'store', 'runs.db'));
  other.exec('begin immediate');
  const run = await startRun(store, envelope());
  const [file = ''] = await spooled();
  other.exec('rollback');
  other.close();
  const line = await readFile(file, 'utf8');
  await rm(file);
  await writeFile(orphanOf(file), `${line}{"op":"event","event":{"run_id":`);
  await store.close();

  const later = await open();
  expect(await later.getRun(run.record.run_id)).toMatchObject({ status: 'started' });
  expect(await spooled()).toEqual([]);
  await later.close();
});

it('reads nothing into a database in memory that another one has left', async () => {
  const spool = join(folder, 'store', 'spool', sha256(':memory:').slice(0, 16));
  await mkdir(spool, { recursive: true });
  await writeFile(join(spool, '999999999-0123abcd.ndjson'), '{"op":"unknown"}\n');
  await (await openStore(':memory:', { folder: join(folder, 'store') })).close();
  expect(await readdir(spool)).toEqual(['999999999-0123abcd.ndjson']);
});

it('keeps apart what it cannot read', async () => {
  await (await open()).close();
  const spool = await spoolFolder();
  await writeFile(join(spool, '999999999-0123abcd.ndjson'), '{"op":"unknown"}\n');
  await (await open()).close();
  expect(await readdir(spool)).toEqual(['999999999-0123abcd.ndjson.torn']);
});

it('writes no secret to the spool', async () => {
  const store = await open();
  const { DatabaseSync } = await loadSqlite();
  const other = new DatabaseSync(join(folder, 'store', 'runs.db'));
  other.exec('begin immediate');
  const secret = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vW7yZ'.repeat(2)}`;
  const run = await startRun(store, envelope(), { details: { payload: { api_key: secret } } });
  await recordEvent(run, { kind: 'checkpoint', name: 'x', data: { note: `Bearer ${secret}` } });
  const texts = await Promise.all((await spooled()).map((file) => readFile(file, 'utf8')));
  expect(texts.join('')).toContain(run.record.run_id);
  expect(texts.join('')).not.toContain(secret);
  other.exec('rollback');
  other.close();
  await store.close();
});

/** As a process names it that is no more. */
function orphanOf(file: string): string {
  return file.replace(/\d+(-[0-9a-f]{8}\.ndjson)$/, '999999999$1');
}

async function spoolFolder(): Promise<string> {
  const name = sha256(join(folder, 'store', 'runs.db')).slice(0, 16);
  const spool = join(folder, 'store', 'spool', name);
  await mkdir(spool, { recursive: true });
  return spool;
}

async function spooled(): Promise<string[]> {
  const spool = await spoolFolder();
  return (await readdir(spool)).map((name) => join(spool, name));
}

const replayed = () => ({ ...envelope(), run_type: 'replay' as const, fixture_id: 'one' });

it('gathers what replays write until it is told to write, and what it counted before each close', async () => {
  const store = await open();
  const other = await open();
  const stop = store.journal.gather();
  const { record } = await closeRun(await startRun(store, replayed()), { contract });
  const second = await startRun(store, replayed());
  await recordEvent(second, { kind: 'x_note' });
  const closed = await closeRun(second, { contract });
  expect(await other.getRun(record.run_id)).toBeUndefined();
  await stop();
  expect(await other.getRun(record.run_id)).toEqual(record);
  expect(await other.getRun(closed.record.run_id)).toEqual(closed.record);
  expect(await other.getFacts(closed.record.run_id)).toMatchObject({ events: 1 });
  await other.close();
  await store.close();
});

it('writes a live run at once while it gathers, and what was gathered before it', async () => {
  const store = await open();
  const other = await open();
  const stop = store.journal.gather();
  const { record } = await closeRun(await startRun(store, replayed()), { contract });
  const live = await startRun(store, envelope());
  expect(await other.getRun(live.record.run_id)).toEqual(live.record);
  expect(await other.getRun(record.run_id)).toEqual(record);
  await closeRun(live, { contract });
  await stop();
  await other.close();
  await store.close();
});

it('answers questions with what it has gathered', async () => {
  const store = await open();
  const stop = store.journal.gather();
  const { record } = await closeRun(await startRun(store, replayed()), { contract });
  expect(await store.getRun(record.run_id)).toEqual(record);
  await stop();
  await store.close();
});
