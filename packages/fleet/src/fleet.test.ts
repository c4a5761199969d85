import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@agent-replay/runs';
import { loadConfig } from 'agent-replay';
import type { ReplayRow } from 'agent-replay/runner';
import { Client, Pool } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { fleetStatus, requestTick, startFleet } from './index.ts';
import { main } from './main.ts';

const server = process.env['AGENT_REPLAY_TEST_POSTGRES'];
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const example = 'fixtures/agent_failure_forensics/missing_artifact_ref';

it('a fleet on a store that one machine has is refused', async () => {
  await expect(requestTick('.agent-replay/runs.db', 'critical')).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to start a fleet on ".agent-replay/runs.db": it is one machine's file.
      expected  a store that all machines reach: store: "postgres://…" in agent-replay.config
      fix       name a PostgreSQL store, or use "agent-replay schedule", which needs none]
  `);
});

it('a database that is away is said to be so, without a password', async () => {
  const nobody = createServer().listen(0, '127.0.0.1');
  await once(nobody, 'listening');
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  await once(nobody, 'close');
  const store = `postgres://replay:hunter2-and-more@127.0.0.1:${port}/replay`;
  const error = {
    code: 'STORE_UNAVAILABLE',
    message: [
      `Failed to open the queue in "postgres://127.0.0.1:${port}/replay": connect ECONNREFUSED 127.0.0.1:${port}.`,
      '  fix  check the URL, that the server runs, and that the user may create a schema',
    ].join('\n'),
  };
  await expect(requestTick(store, 'critical')).rejects.toMatchObject(error);
  await expect(fleetStatus(store)).rejects.toMatchObject(error);
  await expect(startFleet({ config: { ...(await loadConfig(repository)), store } })).rejects.toMatchObject(
    error,
  );
});

it('a tier that would tick more often than the queue looks is refused', async () => {
  const config = {
    ...(await loadConfig(repository)),
    store: 'postgres://nowhere.invalid/x',
    tiers: { critical: 30 },
  };
  await expect(startFleet({ config })).rejects.toThrowErrorMatchingInlineSnapshot(`
    [AgentReplayError: Failed to schedule the tier "critical" for a fleet: every 30 seconds is more often than once a minute.
      expected  at least 60 seconds: the queue looks at its schedule each minute
      fix       tiers: { critical: 60 } in the config, or "agent-replay schedule" on one machine]
  `);
});

if (server === undefined) {
  if (process.env['AGENT_REPLAY_CI'] !== undefined) throw new Error('CI needs AGENT_REPLAY_TEST_POSTGRES');
  it('leaves the fleet out: no AGENT_REPLAY_TEST_POSTGRES; run `scripts/postgres.sh start` first', () => {
    console.warn(
      'The fleet was not tested: AGENT_REPLAY_TEST_POSTGRES is not set (scripts/postgres.sh start, then url)',
    );
  });
} else {
  describe('a fleet', () => testFleet(server));
}

function testFleet(at: string): void {
  const admin = new Pool({ connectionString: at });
  let root: string;
  let store: string;
  let name: string;
  let workers: Worker[];

  beforeEach(async () => {
    name = `fleet_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${name}`);
    store = at.replace(/\/[^/]*$/, `/${name}`);
    root = mkdtempSync(join(tmpdir(), 'agent-replay-fleet-'));
    writeFileSync(join(root, 'agent-replay.config.json'), JSON.stringify({ store }));
    workers = [];
  });
  afterEach(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map(({ ended }) => ended));
    await admin.query(`drop database ${name} with (force)`);
    rmSync(root, { recursive: true, force: true });
  });
  beforeAll(() => admin.query('select 1'));
  afterAll(() => admin.end());

  it('replays real fixtures, each once for a tick, and writes the monitor artifact', async () => {
    fixtures(2);
    const config = { ...(await loadConfig(root)), agents: (await loadConfig(repository)).agents };
    const ended: string[] = [];
    const done = Promise.withResolvers<void>();
    const fleet = await startFleet({
      config,
      schedule: false,
      onError: (error) => console.error(error),
      onJob: ({ fixture_id: id }, outcome) => {
        ended.push(`${id} ${outcome.outcome}`);
        if (ended.length === 2) done.resolve();
      },
    });
    expect(await fleet.tick('critical')).toBe(true);
    await done.promise;
    await fleet.stop();
    expect(ended.toSorted()).toEqual(['case_1 replayed', 'case_2 replayed']);
    const artifact = JSON.parse(readFileSync(join(root, '.agent-replay/monitor.json'), 'utf8'));
    expect(artifact.fixtures.map((row: { run_id: string | null }) => row.run_id)).not.toContain(null);
    expect(await fleetStatus(store)).toMatchObject({ queued: 0, active: 0, dead: 0 });
  }, 120_000);

  it('what did not pass while its worker was being stopped is no result, and is tried again', async () => {
    fixtures(1);
    const ended: unknown[] = [];
    const stopped = Promise.withResolvers<void>();
    const fleet = await startFleet({
      config: await loadConfig(root),
      schedule: false,
      onJob: (_, outcome) => void ended.push(outcome),
      replay: async (fixture) => {
        stopped.resolve(fleet.stop());
        return { ...fixture, exit_code: 5, reason: 'replay_crashed', run_id: null } as unknown as ReplayRow;
      },
    });
    await fleet.tick('critical');
    await stopped.promise;
    expect(ended).toEqual([
      { outcome: 'failed', message: 'Error: its worker was stopped while it was replayed' },
    ]);
    const records = await openStore(store);
    expect(await records.latestFixtureResults()).toEqual([]);
    await records.close();
  }, 60_000);

  it('a tick that is waiting is not asked for twice, and one fixture is queued once', async () => {
    fixtures(3);
    expect([await requestTick(store, 'critical'), await requestTick(store, 'critical')]).toEqual([
      true,
      false,
    ]);
    const gate = join(root, 'gate');
    const one = await startWorker('one', gate);
    await until(() => trace().includes('begin one'));
    expect(await requestTick(store, 'critical')).toBe(true);
    await until(async () => (await ticks()) === 2);
    writeFileSync(gate, '');
    await until(isDrained);
    one.child.kill('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(lines('replayed').toSorted()).toEqual(['suite/case_1', 'suite/case_2', 'suite/case_3']);
  }, 120_000);

  it('a worker that is killed loses nothing, one that was stopped comes back too late, and clocks may differ', async () => {
    fixtures(6);
    const gate = join(root, 'gate');
    const [killed, stopped] = [
      await startWorker('killed', join(root, 'never')),
      await startWorker('stopped', gate),
    ];
    await requestTick(store, 'critical');
    await until(() => lines('begin').length === 2);
    killed.child.kill('SIGKILL');
    stopped.child.kill('SIGSTOP');
    const stoppedAt = lines('begin stopped')[0] ?? lines('begin')[0];
    writeFileSync(gate, '');
    const other = await startWorker('other', gate, 3_600_000);
    // What the two had in hand comes back when their heartbeats have lapsed: that is what is waited for.
    await until(isDrained, 90_000);
    stopped.child.kill('SIGCONT');
    await until(() => trace().includes('too_late stopped'));
    other.child.kill('SIGTERM');
    stopped.child.kill('SIGTERM');
    expect([await other.ended, await stopped.ended]).toEqual([0, 0]);
    expect(overlaps()).toEqual([]);
    // The one that the stopped worker held was left to the next tick, and asked for by it.
    expect(lines('running_elsewhere')).toEqual([stoppedAt]);
    expect(new Set(lines('replayed'))).toEqual(new Set(keys(6).filter((key) => key !== stoppedAt)));
    expect((await fleetStatus(store)).dead).toBe(0);
    const again = await startWorker('again', gate);
    await requestTick(store, 'critical');
    await until(() => lines('replayed again').length === 6);
    again.child.kill('SIGTERM');
    await again.ended;
    await expectEveryRunClosed();
  }, 180_000);

  it('a server that restarts in mid-tick loses nothing', async () => {
    const own = ownServer();
    store = own.url;
    writeFileSync(join(root, 'agent-replay.config.json'), JSON.stringify({ store }));
    fixtures(6);
    const gate = join(root, 'gate');
    await Promise.all([startWorker('one', gate), startWorker('two', gate)]);
    await requestTick(store, 'critical');
    await until(() => lines('begin').length === 2);
    own.restart();
    writeFileSync(gate, '');
    await until(isDrained, 90_000);
    expect(new Set(lines('replayed'))).toEqual(new Set(keys(6)));
    expect(overlaps()).toEqual([]);
    expect((await fleetStatus(store)).dead).toBe(0);
  }, 180_000);

  it('ticks by the tiers of the config, each once for all workers', async () => {
    const config = { ...(await loadConfig(root)), tiers: { broad: 1800 } };
    const fleets = [await startFleet({ config }), await startFleet({ config })];
    try {
      const rows = await ask('select name, cron from agent_replay_fleet.schedule order by name');
      expect(rows).toEqual([
        { name: 'tick-broad', cron: '*/30 * * * *' },
        { name: 'tick-critical', cron: '*/15 * * * *' },
        { name: 'tick-full', cron: '0 0 * * *' },
      ]);
    } finally {
      await Promise.all(fleets.map((fleet) => fleet.stop()));
    }
  }, 60_000);

  it('tells the dead man’s switch what the gate says, from one worker of all', async () => {
    const asked: string[] = [];
    const listener = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void listener.close());
    const { port } = listener.address() as AddressInfo;
    const config = { ...(await loadConfig(root)), monitor: { ping: `http://127.0.0.1:${port}/check` } };
    const errors: Error[] = [];
    const start = () =>
      startFleet({ config, schedule: false, monitorSeconds: 0.1, onError: (error) => errors.push(error) });
    const first = await start();
    // Nothing was ever replayed: the gate refuses, and so it says.
    await until(() => asked.length > 0);
    const second = await start();
    await second.stop();
    const told = asked.length;
    await until(() => asked.length > told);
    await first.stop();
    expect(new Set(asked)).toEqual(new Set(['/check/fail']));
    expect(errors).toEqual([]);
  }, 60_000);

  it('says what waits and who works', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const cwd = vi.spyOn(process, 'cwd').mockReturnValue(root);
    expect(await main(['tick', 'broad'])).toBe(0);
    expect(await main(['status'])).toBe(0);
    expect(log.mock.calls.flat()).toEqual([
      'queued a tick of broad',
      '0 queued, 0 active, 0 dead; 0 of 0 workers alive',
    ]);
    log.mockRestore();
    cwd.mockRestore();
  }, 60_000);

  const keys = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `suite/case_${index + 1}`);

  function fixtures(count: number): void {
    for (const key of keys(count)) {
      const dir = join(root, 'fixtures', key);
      mkdirSync(dir, { recursive: true });
      cpSync(join(repository, example), dir, { recursive: true });
      const file = join(dir, 'input.json');
      const text = readFileSync(file, 'utf8').replace(
        /"fixture_id": "[^"]+"/,
        `"fixture_id": "${key.slice(6)}"`,
      );
      writeFileSync(file, text);
    }
  }

  /** A server of this test's own, which it may restart. */
  function ownServer() {
    const folder = mkdtempSync(join(tmpdir(), 'agent-replay-own-postgres-'));
    chmodSync(folder, 0o755);
    const script = (word: string): string =>
      execFileSync('bash', [join(repository, 'scripts/postgres.sh'), word], {
        env: { ...process.env, TMPDIR: folder },
        encoding: 'utf8',
      });
    onTestFinished(() => {
      script('stop');
      rmSync(folder, { recursive: true, force: true });
    });
    script('start');
    return { url: script('url').trim(), restart: () => script('restart') };
  }

  async function isDrained(): Promise<boolean> {
    const { queued, active } = await fleetStatus(store);
    return queued + active === 0;
  }

  interface Worker {
    child: ChildProcess;
    ended: Promise<number | null>;
  }

  async function startWorker(id: string, gate: string, skewMs = 0): Promise<Worker> {
    const file = fileURLToPath(new URL('./worker.suite.ts', import.meta.url));
    const args = [root, id, join(root, 'trace'), gate, String(skewMs)];
    const child = spawn(process.execPath, ['--conditions=@agent-replay/source', file, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const made = { child, ended };
    workers.push(made);
    await until(() => trace().includes(`ready ${id}`));
    return made;
  }

  function trace(): string {
    const file = join(root, 'trace');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  /** The keys of the lines that begin so, in order. */
  function lines(beginning: string): string[] {
    return trace()
      .split('\n')
      .filter((line) => line.startsWith(`${beginning} `) || line === beginning)
      .map((line) => line.split(' ')[2] ?? '');
  }

  /** Fixtures that a second worker began while a first that lives had not ended. */
  function overlaps(): string[] {
    const open = new Map<string, string>();
    const found: string[] = [];
    for (const line of trace().split('\n')) {
      const [word = '', id = '', key = ''] = line.split(' ');
      if (word === 'begin') {
        const other = open.get(key);
        if (other !== undefined && other !== 'killed') found.push(`${key}: ${other}, ${id}`);
        open.set(key, id);
      }
      if (word === 'end' && open.get(key) === id) open.delete(key);
    }
    return found;
  }

  async function ticks(): Promise<number> {
    const [row] = await ask(
      `select count(*)::int as count from agent_replay_fleet.job where name = 'tick-critical' and state = 'completed'`,
    );
    return Number(row?.['count']);
  }

  /** By a client, as its end waits for the server: a pool's does not, and the database is dropped afterwards. */
  async function ask(question: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: store });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(question)).rows;
    } finally {
      await client.end();
    }
  }

  /** The run of the killed worker is closed by a tick's watchdog once its time and grace are over. */
  async function expectEveryRunClosed(): Promise<void> {
    const runs = await openStore(store);
    try {
      const { watchdog } = await import('@agent-replay/runs');
      await watchdog(runs, { now: Date.now() + 3_600_000 });
      const open = await runs.listRuns({ status: 'started' });
      expect(open).toEqual([]);
      const abandoned = (await runs.listRuns({ limit: 500 })).filter(
        (run) => run.failure_class === 'run_abandoned',
      );
      expect(abandoned.length).toBeGreaterThanOrEqual(1);
    } finally {
      await runs.close();
    }
  }
}

async function until(holds: () => boolean | Promise<boolean>, limitMs = 60_000): Promise<void> {
  await vi.waitUntil(holds, { timeout: limitMs, interval: 50 });
}
