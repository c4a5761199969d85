import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonSha256 } from '@agent-replay/contracts';
import { closeRun, openStore, type Store, startRun } from '@agent-replay/runs';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { fixtureSha256 } from '../discover/fixture-sha256.ts';
import { LOCK_FILE } from '../lock/lock-file.ts';
import { gate } from '../gate/run-gate.ts';
import { withdrawArtifact, writeArtifact, writeMonitor } from './write-monitor.ts';

const T0 = Date.parse('2026-11-24T10:00:00.000Z');
const minutes = (count: number) => T0 + count * 60_000;

let root: string;
let config: Config;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'monitor-'));
  await writeFile(join(root, 'package.json'), '{}');
  config = await loadConfig(root);
  store = await openStore(config.store);
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true });
});

/** A bad live run; returns its fingerprint. */
async function failLive(at: number, code_version = 'c'): Promise<string> {
  const run = await startRun(
    store,
    {
      task_id: `task-${at}`,
      attempt: 1,
      agent_name: 'a',
      code_version,
      model: 'm',
      prompt_version: '1',
      tool_allowlist: [],
      timeout_seconds: 60,
      input_sha256: jsonSha256({}),
      state_refs: [],
    },
    { now: () => at },
  );
  const { record } = await closeRun(run, { contract: { artifacts: { min: 1 } }, now: () => at });
  return record.fingerprint ?? '';
}

async function addFixture(fingerprint: string, proven: boolean, provenAt = T0): Promise<string> {
  const dir = join(root, 'fixtures/s/a');
  await mkdir(dir, { recursive: true });
  const write = (name: string, value: unknown) => writeFile(join(dir, name), JSON.stringify(value));
  const at = '2026-11-24T10:00:00.000Z';
  await write('input.json', {
    format: 1,
    fixture_id: 'a',
    agent: { name: 'a', code_version: 'c', model: 'm', prompt_version: '1' },
    task: { task_id: 't', attempt: 1, payload: {} },
    tool_allowlist: [],
    timeout_seconds: 60,
    state: [],
    clock: { mode: 'frozen', start: at },
    seed: 1,
  });
  await write('expected.json', { artifacts: { min: 1 } });
  await write('tool_cassettes.json', { interactions: [] });
  const notes = {
    run_id: 'r',
    failure_class: 'missing_artifact_ref',
    reason: 'missing_artifact_ref',
    fingerprint,
    first_bad_run_at: at,
    frozen_at: at,
    tier: 'critical',
    owner: null,
    stale_after: null,
    capture: { captured: [], denied: [], unknown: [] },
    quarantine: null,
    proof: null,
  };
  await write('notes.json', notes);
  const seen = (verdict: string, failure_class: string | null) => ({
    ref: 'x',
    code_sha256: (verdict === 'passed' ? 'b' : 'a').repeat(64),
    verdict,
    failure_class,
    at: new Date(provenAt).toISOString(),
  });
  const proof = {
    broken: seen('failed', 'missing_artifact_ref'),
    fixed: seen('passed', null),
    fixture_sha256: fixtureSha256(dir),
  };
  if (proven) {
    await write('notes.json', { ...notes, proof });
    await writeFile(join(root, LOCK_FILE), JSON.stringify({ format: 1, fixtures: ['s/a'] }));
  }
  return fixtureSha256(dir);
}

/** The record of a replay that passed. */
async function replayPassed(code_version: string) {
  const run = await startRun(store, {
    run_type: 'replay',
    fixture_id: 'a',
    task_id: 't',
    attempt: 1,
    agent_name: 'a',
    code_version,
    model: 'm',
    prompt_version: '1',
    tool_allowlist: [],
    timeout_seconds: 60,
    input_sha256: jsonSha256({}),
    state_refs: [],
  });
  return closeRun(run, { contract: null });
}

const row = (fixture_sha256: string, exit_code: number) => ({
  fixture_id: 'a',
  suite: 's',
  dir: join(root, 'fixtures/s/a'),
  ok: exit_code === 0,
  exit_code,
  status: exit_code === 0 ? 'passed' : 'failed',
  reason: exit_code === 0 ? null : 'missing_artifact_ref: x',
  proof: 'proven' as const,
  proof_reason: null,
  run_id: 'r',
  fixture_sha256,
});

test('measures the window from the first bad run to the first alert, and refuses until the fix is proven', async () => {
  const fingerprint = await failLive(T0);
  await failLive(minutes(3));
  const red = await writeMonitor({ config, store, now: () => minutes(5) });
  expect(red.silent_failure_window_minutes).toBe(5);

  const alerted = await writeMonitor({ config, store, alert: true, now: () => minutes(7) });
  expect(alerted.silent_failure_window_minutes).toBe(7);
  const digest = await addFixture(fingerprint, true, minutes(80));
  const failing = await writeMonitor({
    config,
    store,
    alert: true,
    rows: [row(digest, 1)],
    now: () => minutes(90),
  });
  expect(failing).toMatchObject({ fixtures_failing: 1, silent_failure_window_minutes: 7 });
  expect((await gate(config, minutes(90))).summary).toBe(
    'refused: fixture_failing s/a: missing_artifact_ref: x',
  );

  const fixed = await writeMonitor({
    config,
    store,
    alert: true,
    rows: [row(digest, 0)],
    now: () => minutes(91),
  });
  expect(fixed).toMatchObject({ fixtures_passing: 1, windows: [{ status: 'resolved', minutes: 7 }] });
  expect(await gate(config, minutes(91))).toMatchObject({ healthy: true, exit_code: 0 });
  const lines = (await readFile(join(root, '.agent-replay/alerts.ndjson'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(['alert', 'recovery']);

  await failLive(minutes(100));
  const regressed = await writeMonitor({ config, store, now: () => minutes(200) });
  expect(regressed.windows).toMatchObject([
    { status: 'regressed', first_bad_run_at: '2026-11-24T11:40:00.000Z', minutes: 100 },
  ]);
});

test('a class that fails live again is told of, although its fixture passes, and stays open on the same code', async () => {
  const fingerprint = await failLive(T0);
  const digest = await addFixture(fingerprint, true, minutes(5));
  const { record: replayed } = await replayPassed('fixed');
  const tick = async (at: number) => {
    const passed = { ...row(digest, 0), run_id: replayed.run_id };
    const { windows } = await writeMonitor({
      config,
      store,
      alert: true,
      rows: [passed],
      now: () => minutes(at),
    });
    return windows.map(
      ({ status, first_alert_at }) => `${status} ${first_alert_at?.slice(11, 16) ?? 'untold'}`,
    );
  };
  // Who has proven the fix knew of it.
  expect(await tick(6)).toEqual(['resolved untold']);
  await failLive(minutes(10), 'fixed');
  expect(await tick(11)).toEqual(['regressed 10:11']);
  expect(await tick(12)).toEqual(['regressed 10:11']);
  await addFixture(fingerprint, true, minutes(13));
  expect(await tick(14)).toEqual(['resolved 10:11']);
  // Where the last bad run is of code that is not what passes, being told is enough.
  await failLive(minutes(20), 'old');
  expect(await writeMonitor({ config, store, rows: [row(digest, 0)], now: () => minutes(21) })).toMatchObject(
    {
      windows: [{ status: 'regressed', first_alert_at: null }],
    },
  );
  expect(await tick(22)).toEqual(['regressed 10:22']);
  expect(await tick(23)).toEqual(['resolved 10:22']);
  const kinds = (await readFile(join(root, '.agent-replay/alerts.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { kind: string; status: string }).status);
  expect(kinds).toEqual(['regressed', 'resolved', 'regressed', 'resolved']);
});

test('a channel that is no longer told keeps nobody from health', async () => {
  const fingerprint = await failLive(T0);
  const digest = await addFixture(fingerprint, true, minutes(1));
  await failLive(minutes(2));
  const monitor = (alerts: Config['monitor']['alerts'], at: number) =>
    writeMonitor({
      config: { ...config, monitor: { ...config.monitor, alerts } },
      store,
      alert: true,
      rows: [row(digest, 0)],
      now: () => minutes(at),
      wait: async () => undefined,
    });
  await monitor([{ command: ['false'] }], 3);
  expect((await gate(config, minutes(3))).summary).toContain('alert_emission_failed command false');
  await monitor([{ file: 'alerts.ndjson' }], 4);
  expect(await gate(config, minutes(4))).toMatchObject({ healthy: true });
});

test('does not count an unproven fixture as passing, nor an edited one', async () => {
  const digest = await addFixture('v1:x', false);
  const unproven = await writeMonitor({ config, store, rows: [row(digest, 0)], now: () => T0 });
  expect(unproven).toMatchObject({
    fixtures_passing: 0,
    fixtures_stale: 1,
    fixtures: [{ reason: expect.stringMatching(/^unproven: it has not been seen red/) }],
  });
  await addFixture('v1:x', true);
  await writeFile(join(root, 'fixtures/s/a/expected.json'), '{"artifacts":{"min":0}}');
  const edited = await writeMonitor({ config, store, now: () => T0 });
  expect(edited).toMatchObject({
    fixtures_passing: 0,
    fixtures: [{ reason: 'digest_changed', proof: 'unproven' }],
  });
});

test('tries a channel that fails three times, refuses, and tries again with the next call', async () => {
  await failLive(T0);
  let isUp = false;
  const posted: string[] = [];
  const server = createServer((request, response) => {
    posted.push(request.url ?? '');
    response.writeHead(isUp ? 204 : 500).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const withHook = { ...config, monitor: { alerts: [{ webhook }] } };
  const waited: number[] = [];
  const wait = async (ms: number) => void waited.push(ms);
  const write = (at: number) => writeMonitor({ config: withHook, store, alert: true, wait, now: () => at });
  const red = await write(minutes(1));
  expect(red.alerts).toMatchObject([{ ok: false, kind: 'alert' }]);
  expect([posted.length, waited]).toEqual([3, [250, 1000]]);
  expect(red.windows).toMatchObject([{ first_alert_at: null, minutes: 1 }]);
  const codes = async (at: number) => (await gate(withHook, at)).reasons.map(({ code }) => code);
  expect(await codes(minutes(1))).toContain('alert_emission_failed');
  isUp = true;
  const told = await write(minutes(9));
  expect(told.windows).toMatchObject([{ first_alert_at: '2026-11-24T10:09:00.000Z', minutes: 9 }]);
  expect(await codes(minutes(9))).not.toContain('alert_emission_failed');
  await write(minutes(10));
  expect(posted).toHaveLength(4);
});

test('writes no older pass over what another monitor found red while an alert was on its way', async () => {
  const digest = await addFixture(await failLive(T0), true);
  const plain = { ...config, monitor: {} };
  const server = createServer((_, response) => {
    void writeMonitor({ config: plain, store, rows: [row(digest, 1)], now: () => minutes(2) + 1 }).then(() =>
      response.writeHead(204).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const withHook = { ...config, monitor: { alerts: [{ webhook }] } };
  const passed = [row(digest, 0)];
  const written = await writeMonitor({
    config: withHook,
    store,
    rows: passed,
    alert: true,
    now: () => minutes(2),
  });
  expect(written).toMatchObject({ fixtures_failing: 1, fixtures_passing: 0 });
  expect((await gate(withHook, minutes(2))).reasons).toContainEqual(
    expect.objectContaining({ code: 'fixture_failing' }),
  );
});

test('leaves nothing beside an artifact that the config puts elsewhere', async () => {
  const elsewhere = { ...config, monitor: { file: 'published/monitor.json' } };
  await writeMonitor({ config: elsewhere, store, rows: [] });
  expect(await readdir(join(root, 'published'))).toEqual(['monitor.json']);
});

test('writes and withdraws an artifact of many while no other process does so', async () => {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const artifact = await writeMonitor({ config, store });
  const hadTurn: boolean[] = [];
  const watched: Config = {
    ...config,
    // Where this is read, what is written is worked out.
    get redact() {
      const other = new DatabaseSync(join(root, '.agent-replay', 'monitor.turn'), { timeout: 0 });
      try {
        other.exec('begin immediate');
        hadTurn.push(false);
      } catch {
        hadTurn.push(true);
      } finally {
        other.close();
      }
      return config.redact;
    },
  };
  await writeArtifact(watched, artifact);
  await withdrawArtifact(watched, 'Failed to merge "a.json": there is no such file.');
  expect(hadTurn.length).toBeGreaterThan(1);
  expect(hadTurn).not.toContain(false);
});
