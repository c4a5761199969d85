import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closeOpenRuns } from '../run/close-open-runs.suite.ts';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { envelope } from '../store/envelope.suite.ts';
import { VERSION } from '../store/migrations.ts';
import { openStore } from '../store/open-store.ts';
import { spoolFolders, storePlace } from '../store/store-place.ts';
import { inspectStore } from './inspect-store.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-inspect-'));
  file = join(folder, 'runs.db');
});
afterEach(async () => {
  await closeOpenRuns();
  await rm(folder, { recursive: true, force: true });
});

/** A store with a run that was closed, one that is open, and one whose time is up. */
async function fill(): Promise<void> {
  const store = await openStore(file);
  await closeRun(await startRun(store, envelope()));
  await startRun(store, envelope());
  await startRun(store, envelope({ timeout_seconds: 1 }), { now: () => Date.now() - 3_600_000 });
  await store.close();
}

it('says of a sound store what is open in it, and leaves it as it is', async () => {
  await fill();
  const before = [readdirSync(folder), readFileSync(file)];
  expect(await inspectStore(file)).toEqual({
    url: file,
    kind: 'sqlite',
    condition: 'sound',
    detail: null,
    schema: VERSION,
    known_schema: VERSION,
    integrity: 'ok',
    open_runs: 2,
    overdue_runs: 1,
    spool: { folder: expect.stringMatching(/spool/), files: 0, entries: 0, bytes: 0, torn: 0 },
    other_spools: [],
    fix: 'close what was abandoned: agent-replay watchdog',
  });
  expect([readdirSync(folder).filter((name) => !/-(?:wal|shm)$/.test(name)), readFileSync(file)]).toEqual(
    before,
  );
});

it('makes none where there is none', async () => {
  expect(await inspectStore(join(folder, 'deep', 'runs.db'))).toMatchObject({
    condition: 'absent',
    fix: null,
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('says where none can be made, and what stands in the way', async () => {
  const inTheWay = join(folder, 'notes');
  writeFileSync(inTheWay, '');
  for (const path of ['runs.db', 'deep/runs.db'])
    expect(await inspectStore(join(inTheWay, path))).toMatchObject({
      condition: 'unwritable',
      detail: `${inTheWay} is no folder`,
      fix: expect.stringContaining('make the file and its folder writable'),
    });
});

it('tells a store that another process keeps, also one that it can read meanwhile', async () => {
  await fill();
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  expect(await inspectStore(file)).toMatchObject({ condition: 'locked', open_runs: 2 });
  other.exec('rollback; pragma locking_mode=exclusive; begin exclusive');
  expect(await inspectStore(file)).toMatchObject({ condition: 'locked', fix: expect.stringMatching(/^end/) });
  other.close();
  expect(await inspectStore(file)).toMatchObject({ condition: 'sound' });
});

it.each<[string, () => unknown]>([
  ['is cut short', () => truncate(file, 20_000)],
  ['is text', () => writeFileSync(file, 'no database at all, and long enough to be looked at. '.repeat(99))],
  ['has a page that is overwritten', () => overwrite(4096 * 2)],
])('tells a store that %s', async (_, damage) => {
  await fill();
  await damage();
  const state = await inspectStore(file);
  expect(state).toMatchObject({ condition: 'corrupt', fix: expect.stringMatching(/^move the file away/) });
  expect(state.detail).not.toBe(null);
});

function overwrite(at: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0x5a, at, at + 4096);
  writeFileSync(file, bytes);
}

it('tells a store of a newer release, and one of another program', async () => {
  const other = new DatabaseSync(file);
  other.exec('create table runs (id integer); create table shoes (size integer)');
  expect(await inspectStore(file)).toMatchObject({ condition: 'foreign', detail: 'it holds runs, shoes' });
  other.exec('pragma user_version = 999');
  other.close();
  expect(await inspectStore(file)).toMatchObject({ condition: 'newer', schema: 999, known_schema: VERSION });
});

it('counts what waits in the spool, and what could not be read in', async () => {
  await fill();
  const other = new DatabaseSync(file);
  other.exec('begin immediate');
  const store = await openStore(file, { patienceMs: 20 });
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'checkpoint', name: 'one' });
  await recordEvent(run, { kind: 'checkpoint', name: 'two' });
  const [spool = ''] = spoolFolders(storePlace(file));
  mkdirSync(spool, { recursive: true });
  writeFileSync(join(spool, '1-00000000.ndjson.torn'), '{');
  const { condition, spool: found, fix } = await inspectStore(file);
  expect([condition, fix]).toEqual(['locked', expect.stringMatching(/^end the process/)]);
  expect(found).toEqual({ folder: spool, files: 1, entries: 3, bytes: expect.any(Number), torn: 1 });
  expect(await inspectStore(join(folder, 'renamed.db'))).toMatchObject({
    spool: { entries: 0 },
    other_spools: [{ folder: spool, entries: 3 }],
  });
  other.exec('rollback');
  other.close();
  await store.close();
  expect(await inspectStore(file)).toMatchObject({
    condition: 'sound',
    open_runs: 3,
    spool: { files: 0, torn: 1 },
    fix: expect.stringContaining('.torn'),
  });
});

it('tells a folder where a file should be, and a server that is not there', async () => {
  mkdirSync(file);
  appendFileSync(join(file, 'x'), 'x');
  expect(await inspectStore(file)).toMatchObject({ condition: 'unreachable' });
  expect(await inspectStore('postgres://u:secret@127.0.0.1:1/none')).toMatchObject({
    url: 'postgres://u:***@127.0.0.1:1/none',
    condition: 'unreachable',
    detail: expect.stringContaining('ECONNREFUSED'),
    fix: expect.stringMatching(/^check its URL/),
  });
  expect(await inspectStore('postgres://u:sec/ret@127.0.0.1:1/none')).toMatchObject({
    url: 'postgres://u:***@127.0.0.1:1/none',
    condition: 'unreachable',
    fix: expect.stringContaining('%2F'),
  });
});

it('refuses what names no store', async () => {
  await expect(inspectStore('mysql://x')).rejects.toMatchObject({ code: 'OPTION_INVALID' });
});
