import { availableParallelism } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MonitorArtifact, Tier } from '@agent-replay/contracts';
import { type Store, watchdog } from '@agent-replay/runs';
import { createReplayer } from '../child/replay-in-child.ts';
import type { Config } from '../config/config.ts';
import { discoverFixtures, type Fixture } from '../discover/discover-fixtures.ts';
import type { ReplayResult } from '../replay/replay-result.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import { replayRow } from '../runner/row-of-result.ts';
import { sharedStore } from '../store/shared-store.ts';
import { writeMonitor, type WriteMonitorOptions } from './write-monitor.ts';

/** One of several parts of the fixtures: 1-based, and how many there are. */
export interface Shard {
  index: number;
  count: number;
}

export interface MonitorTiersOptions extends Pick<WriteMonitorOptions, 'now' | 'wait'> {
  config: Config;
  tiers: readonly Tier[];
  mode: 'cassette' | 'strict';
  shard?: Shard;
  /** @default the config's */
  store?: Store;
  /** Replays one fixture. @default in a child process with the guard */
  replay?: (fixture: Fixture) => Promise<ReplayRow>;
  /** Called before each fixture and before the artifact is written; a rejection ends the tick unwritten. */
  hold?: () => Promise<void>;
  /**
   * Tells that this process is to end. Who stops it may stop the process of a replay with it, as a terminal and systemd do:
   * what did not pass from then on says nothing, and ends the tick unwritten with the signal's reason.
   */
  signal?: AbortSignal;
  /** Called after each fixture that was replayed in a child process. */
  onReplayed?: (result: ReplayResult) => void;
  /** Called before each fixture. */
  onProgress?: (done: number, total: number, fixture: Fixture) => void;
}

/**
 * One tick: replays the fixtures of some tiers, closes what was abandoned, sends alerts, and writes the
 * artifact that the gate reads.
 */
export async function monitorTiers(options: MonitorTiersOptions): Promise<MonitorArtifact> {
  const { config, tiers, mode, shard, now } = options;
  const store = options.store ?? (await sharedStore(config.store, config));
  const due = dueFixtures(config, tiers, shard);
  const { rows, netns } = await replayAll(due, options);
  await watchdog(store, now === undefined ? {} : { now: now() });
  await options.hold?.();
  return writeMonitor({
    config,
    store,
    rows,
    mode,
    ticked: tiers,
    alert: true,
    unguarded: rows.flatMap((row) => row.unguarded),
    netns: netns ?? NOT_TRIED,
    ...(now !== undefined && { now }),
    ...(options.wait !== undefined && { wait: options.wait }),
  });
}

/** The fixtures of some tiers; of one shard every n-th, so that shards are alike in size. */
function dueFixtures(config: Config, tiers: readonly Tier[], shard?: Shard): Fixture[] {
  return discoverFixtures(config.root, config.fixtures)
    .filter(({ tier }) => tiers.includes(tier))
    .filter((_, index) => shard === undefined || index % shard.count === shard.index - 1);
}

/** Several at once, each process one at a time. */
async function replayAll(
  due: readonly Fixture[],
  options: MonitorTiersOptions,
): Promise<{ rows: ReplayRow[]; netns: MonitorArtifact['netns'] | null }> {
  const rows: ReplayRow[] = [];
  let namespace: MonitorArtifact['netns'] | null = null;
  const queue = due.entries();
  const lane = async (): Promise<void> => {
    const { replay, netns, close } =
      options.replay === undefined ? inChild(options) : { ...NO_CHILD, replay: options.replay };
    try {
      for (const [index, fixture] of queue) {
        await options.hold?.();
        options.onProgress?.(index, due.length, fixture);
        const row = await replay(fixture);
        if (row.exit_code !== 0) await throwIfStopped(options.signal);
        rows.push(row);
        namespace = weaker(namespace, netns());
      }
    } finally {
      close();
    }
  };
  const lanes = Math.max(1, Math.min(availableParallelism(), Math.ceil(due.length / 8)));
  await Promise.all(Array.from({ length: lanes }, lane));
  return { rows, netns: namespace };
}

/** The end of a child may be seen before one's own signal is. */
async function throwIfStopped(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return;
  await nextTurn();
  signal.throwIfAborted();
}

const NOT_TRIED = { active: false, reason: 'no fixture was replayed in a process of its own' };
const NO_CHILD = { netns: () => NOT_TRIED, close: () => undefined };

/** What holds for all: one that had no namespace is told. */
function weaker(
  before: MonitorArtifact['netns'] | null,
  now: MonitorArtifact['netns'],
): MonitorArtifact['netns'] {
  return before === null || before.active ? now : before;
}

function inChild({ config, mode, onReplayed }: MonitorTiersOptions) {
  const replayer = createReplayer({ config, mode });
  return {
    replay: async (fixture: Fixture) => {
      const result = await replayer.replay(fixture.dir);
      onReplayed?.(result);
      return replayRow(result);
    },
    netns: () => replayer.netns(),
    close: () => replayer.close(),
  };
}
