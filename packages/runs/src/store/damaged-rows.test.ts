import { DatabaseSync } from 'node:sqlite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../run/close-run.ts';
import { recordEvent } from '../run/record-event.ts';
import { startRun } from '../run/start-run.ts';
import { watchdog } from '../watchdog/watchdog.ts';
import { envelope } from './envelope.suite.ts';
import { openStore, type Store } from './open-store.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-damaged-'));
  store = await openStore(join(folder, 'runs.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** Writes into the store what no run writes. */
function damage(sql: string, runId: string): void {
  const database = new DatabaseSync(join(folder, 'runs.db'));
  database.prepare(sql).run(runId);
  database.close();
}

async function closedRun(): Promise<string> {
  const run = await startRun(store, envelope());
  await recordEvent(run, { kind: 'x_step', data: {} });
  const { record } = await closeRun(run, { contract: { artifacts: { min: 0 } } });
  return record.run_id;
}

it.each(['artifact_refs', 'state_refs', 'tool_allowlist'])(
  'calls a run inconclusive whose %s are damaged, and reads the others',
  async (column) => {
    const [damaged, whole] = [await closedRun(), await closedRun()];
    damage(`update runs set ${column} = '[{"uri' where run_id = ?`, damaged);
    const runs = await store.listRuns({ limit: 2 });
    expect(runs.map(({ run_id, status, failure_class }) => [run_id, status, failure_class])).toEqual([
      [whole, 'passed', null],
      [damaged, 'inconclusive', 'evidence_invalid'],
    ]);
    expect(await store.getRun(damaged)).toMatchObject({ [column]: [] });
  },
);

it('calls a run inconclusive whose times are none', async () => {
  const runId = await closedRun();
  damage(`update runs set closed_at = 9e15 where run_id = ?`, runId);
  expect(await store.getRun(runId)).toMatchObject({ status: 'inconclusive' });
});

it.each([
  ["agent_name = x'fffe'"],
  ["failure_class = x'fffe'"],
  ["attempt = 'first'"],
  ["state_refs = '[1]'"],
  ["artifact_refs = '{}'"],
  ["tool_allowlist = '[null]'"],
])('calls a run inconclusive whose record says %s', async (what) => {
  const runId = await closedRun();
  damage(`update runs set ${what} where run_id = ?`, runId);
  const record = await store.getRun(runId);
  expect(record).toMatchObject({ status: 'inconclusive', failure_class: 'evidence_invalid' });
  expect([record?.agent_name, record?.attempt].map((each) => typeof each)).toEqual(['string', 'number']);
});

it.each([
  ["update runs set facts = '[]' where run_id = ?"],
  ["update runs set facts = '{}' where run_id = ?"],
  ["update runs set outcome = '[]' where run_id = ?"],
  ["update events set body = '{}' where run_id = ?"],
  ["update events set body = 'null' where run_id = ?"],
  [`update events set body = '{"kind":"x","seq":1,"at":"soon"}' where run_id = ?`],
  [
    `update events set body = '{"kind":"tool_call","seq":1,"at":"2026-11-24T00:00:00.000Z"}' where run_id = ?`,
  ],
])('takes no JSON of another form: %s', async (sql) => {
  const runId = await closedRun();
  damage(sql, runId);
  const asked = async () => [
    await store.getEvents(runId),
    await store.getDetails(runId),
    await store.getFacts(runId),
  ];
  await expect(asked()).rejects.toMatchObject({ code: 'INFRASTRUCTURE' });
});

it('says which run has damaged events, details and facts', async () => {
  const runId = await closedRun();
  damage(`update runs set facts = '{', outcome = 'x' where run_id = ?`, runId);
  damage(`update events set body = '{"kind' where run_id = ?`, runId);
  const asked = [() => store.getEvents(runId), () => store.getDetails(runId), () => store.getFacts(runId)];
  for (const [at, what] of ['events', 'details', 'facts'].entries()) {
    await expect(asked[at]?.()).rejects.toMatchObject({
      code: 'INFRASTRUCTURE',
      message: expect.stringContaining(
        `the ${what} of run ${runId}: what the store holds is damaged`,
      ) as string,
    });
  }
});

it('closes a run whose facts are damaged, and those beside it', async () => {
  const given = { timeout_seconds: 1 };
  const runs = [await startRun(store, envelope(given)), await startRun(store, envelope(given))];
  const ids = runs.map(({ record }) => record.run_id);
  damage(`update runs set facts = '{', artifact_refs = 'x' where run_id = ?`, ids[0]);
  const closed = await watchdog(store, { now: store.now() + 3_600_000 });
  expect(closed.map(({ run_id }) => run_id).toSorted()).toEqual(ids.toSorted());
  expect(await store.getRun(ids[1])).toMatchObject({ failure_class: 'run_abandoned' });
});
