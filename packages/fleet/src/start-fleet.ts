import { setImmediate as nextTurn } from 'node:timers/promises';
import { Tier } from '@agent-replay/contracts';
import { openStore } from '@agent-replay/runs';
import { type Config, discoverFixtures, type Fixture } from 'agent-replay';
import { createReplayer, type ReplayRow, replayRow } from 'agent-replay/runner';
import { type Job, PgBoss } from 'pg-boss';
import { sendTick } from './ask-queue.ts';
import { createFixtureLocks } from './fixture-lock.ts';
import { keepMonitor } from './keep-monitor.ts';
import {
  fixtureKey,
  REPLAY,
  type ReplayJob,
  SCHEMA,
  sharedDatabase,
  type TickJob,
  tickQueue,
} from './queues.ts';
import { type JobOutcome, replayBatch } from './replay-batch.ts';
import { startQueue } from './start-queue.ts';
import { tick } from './tick.ts';
import { tierPatterns } from './tier-patterns.ts';

export interface FleetOptions {
  config: Config;
  /** Fixtures at once in this process, each in a guarded child of its own. @default 1 */
  concurrency?: number;
  /** Jobs that a lane takes with one question to the queue. @default 4 */
  batch?: number;
  /** @default "cassette", or "strict" when the config says so */
  mode?: 'cassette' | 'strict';
  /** Ticks by the config's `tiers`. False for a worker that only works. @default true */
  schedule?: boolean;
  /** Seconds between two writings of the monitor artifact. @default 30 */
  monitorSeconds?: number;
  /** How this worker is called in the queue's registry. */
  name?: string;
  /** Replays one fixture. @default in a child process with the guard */
  replay?: (fixture: Fixture) => Promise<ReplayRow>;
  /** Hears of every job that this worker ended. */
  onJob?: (job: ReplayJob, outcome: JobOutcome) => void;
  /** Hears of what went wrong beside jobs: a database that restarts, an alert that was not sent. */
  onError?: (error: Error) => void;
}

/** One worker of a fleet. */
export interface Fleet {
  /** Queues a tier's fixtures now; false when a tick of that tier is waiting or running. */
  tick: (tier: Tier) => Promise<boolean>;
  /** Ends what is being replayed, writes the monitor artifact, and goes. */
  stop: () => Promise<void>;
}

/** How soon a lapsed heartbeat is noticed. */
const LOOK_SECONDS = 5;

/**
 * Starts a worker of a fleet: ticks by the config's tiers, replays what is due, each fixture once at a time
 * among all workers, and keeps the monitor artifact. All that workers share is the store's PostgreSQL.
 *
 * @throws {AgentReplayError} `OPTION_INVALID` when the config's store is not PostgreSQL; `CONFIG_INVALID`
 * when a tier is to tick more often than once a minute; `STORE_UNAVAILABLE` when the database is away.
 * @example
 * const fleet = await startFleet({ config: await loadConfig() });
 * process.once('SIGTERM', () => void fleet.stop());
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { config, concurrency = 1, batch = 4, onJob, onError = () => undefined } = options;
  const url = sharedDatabase(config.store);
  const patterns = options.schedule === false ? [] : tierPatterns(config);
  const boss = new PgBoss({
    connectionString: url,
    schema: SCHEMA,
    superviseIntervalSeconds: LOOK_SECONDS,
    monitorIntervalSeconds: LOOK_SECONDS,
    ...(options.name !== undefined && { instanceName: options.name }),
  });
  boss.on('error', onError);
  await startQueue(boss, url);
  const store = await openStore(url, { redact: config.redact });
  const locks = createFixtureLocks(url);
  const fixtures = onDisk(config);
  fixtures.read();
  let stopping: Promise<void> | null = null;
  // Who stops a worker may stop the processes of its replays with it: what did not pass then says nothing, and is tried again.
  const unlessStopped = (replay: Lane['replay']) => async (fixture: Fixture) => {
    const row = await replay(fixture);
    if (row.exit_code !== 0) await nextTurn();
    if (row.exit_code !== 0 && stopping !== null)
      throw new Error('its worker was stopped while it was replayed');
    return row;
  };
  const lanes = Array.from({ length: concurrency }, () => lane(options));
  const monitor = keepMonitor({ config, store, locks, onError, seconds: options.monitorSeconds ?? 30 });

  await scheduleTiers(boss, patterns);
  for (const tier of Tier.options) {
    await boss.work<TickJob>(tickQueue(tier), { pollingIntervalSeconds: 1 }, async ([job]) => {
      const due = await tick((job as Job<TickJob>).data, { boss, store, fixtures: fixtures.read() });
      return { due };
    });
  }
  for (const { replay } of lanes) {
    await boss.work(
      REPLAY,
      { pollingIntervalSeconds: 0.5, batchSize: batch, burstWhenBatchFull: true, perJobResults: true },
      (jobs: Job<ReplayJob>[]) =>
        replayBatch(jobs, { boss, store, locks, find: fixtures.find, replay: unlessStopped(replay), onJob }),
    );
  }

  const stop = async (): Promise<void> => {
    await boss.stop({ graceful: true, timeout: 60_000 });
    for (const { close } of lanes) close();
    await monitor.stop();
    await locks.close();
    await store.close();
  };
  return {
    tick: (tier) => sendTick(boss, tier),
    stop: () => (stopping ??= stop()),
  };
}

/** The fixtures on this machine's disk; read again with every tick, and when one is asked for that is not known. */
function onDisk(config: Config) {
  let known = new Map<string, Fixture>();
  const read = (): Fixture[] => {
    const all = discoverFixtures(config.root, config.fixtures);
    known = new Map(all.map((fixture) => [fixtureKey(fixture), fixture]));
    return all;
  };
  const find = (key: string): Fixture | undefined => {
    if (!known.has(key)) read();
    return known.get(key);
  };
  return { read, find };
}

interface Lane {
  replay: (fixture: Fixture) => Promise<ReplayRow>;
  close: () => void;
}

function lane({ config, mode, replay }: FleetOptions): Lane {
  if (replay !== undefined) return { replay, close: () => undefined };
  const replayer = createReplayer({
    config,
    mode: mode ?? (config.mode === 'strict' ? 'strict' : 'cassette'),
  });
  return {
    replay: async (fixture: Fixture) => replayRow(await replayer.replay(fixture.dir)),
    close: () => replayer.close(),
  };
}

async function scheduleTiers(boss: PgBoss, patterns: ReturnType<typeof tierPatterns>): Promise<void> {
  for (const { tier, pattern } of patterns) {
    await boss.schedule(tickQueue(tier), pattern, { tier }, { singletonKey: tier, missed: 'once' });
  }
}
