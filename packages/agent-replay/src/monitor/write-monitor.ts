import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Json, MonitorArtifact, Tier } from '@agent-replay/contracts';
import {
  createRedactor,
  makeFolder,
  type Redactor,
  sweepUnfinished,
  writeRedactedJson,
} from '@agent-replay/redaction';
import {
  codeVersionNow,
  inTurn,
  type FailureHistory,
  type FixtureResult,
  openStore,
  type Store,
} from '@agent-replay/runs';
import { classTrouble, fixtureTrouble, type Trouble } from '../alert/alert-message.ts';
import { channels } from '../alert/channels.ts';
import { emitAlerts, type EmitOptions } from '../alert/emit-alerts.ts';
import type { Config } from '../config/config.ts';
import { readLock } from '../lock/lock-file.ts';
import { runProbes } from '../probe/run-probes.ts';
import type { ReplayRow } from '../runner/replay-row.ts';
import { buildMonitor, key, type MonitorFacts } from './build-monitor.ts';
import { type FixtureOnDisk, readFixtures, vanishedFixtures } from './read-fixtures.ts';
import { resolveFailures } from './resolve-failures.ts';

export interface WriteMonitorOptions {
  config: Config;
  /** What was just replayed; kept in the store, where the results of other shards are too. */
  rows?: readonly ReplayRow[];
  /** An open store. @default the config's, opened and closed again */
  store?: Store;
  mode?: 'cassette' | 'strict';
  /** The tiers that this was a tick of. */
  ticked?: readonly Tier[];
  /** Sends alerts for what is bad and recoveries for what is well again. @default false */
  alert?: boolean;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Waits between two tries to send an alert. */
  wait?: EmitOptions['wait'];
  unguarded?: MonitorArtifact['unguarded'];
  netns?: MonitorArtifact['netns'];
}

/** Longer than three tries on a channel that hangs. */
const ALERTING_MS = 120_000;

const IN_PROCESS: MonitorArtifact['netns'] = {
  active: false,
  reason: 'the fixtures ran in the process of the runner',
};

/** The monitor artifact's place. */
export function monitorFile(config: Config): string {
  return join(config.root, config.monitor.file ?? '.agent-replay/monitor.json');
}

/**
 * Writes the monitor artifact from the store and the fixtures on disk: the same from a runner, from the
 * command, and after shards in any order.
 */
export async function writeMonitor(options: WriteMonitorOptions): Promise<MonitorArtifact> {
  const { config, now: clock = Date.now } = options;
  const store = options.store ?? (await openStore(config.store, { redact: config.redact }));
  try {
    const at = new Date(clock()).toISOString();
    await store.recordFixtureResults((options.rows ?? []).map((row) => fixtureResult(row, at)));
    for (const tier of options.ticked ?? []) await store.recordTick(tier, at);
    const findings = await runProbes(config.monitor.probes ?? []);
    const code_version = await codeVersionNow(config.root);
    const present = readFixtures(config, clock(), findings, options.rows);
    const fixtures = [...present, ...vanishedFixtures(await lockedOf(config.root), present)];
    await resolveFailures(store, fixtures, await store.latestFixtureResults(), at);
    const alertChannels = channels(config);
    const facts = async (): Promise<MonitorFacts> => ({
      now: clock(),
      code_version,
      mode: options.mode ?? (config.mode === 'strict' ? 'strict' : 'cassette'),
      fixtures,
      results: await store.latestFixtureResults(),
      failures: await store.failureHistories(),
      alerts: await store.listAlerts(),
      channels: alertChannels.map(({ name }) => name),
      ticks: await store.listTicks(),
      intervals: config.tiers,
      stale_seconds: config.monitor.staleSeconds ?? {},
      max_quarantine_days: config.monitor.maxQuarantineDays,
      unguarded: options.unguarded ?? [],
      netns: options.netns ?? IN_PROCESS,
    });
    if (options.alert === true) {
      const known = await facts();
      await alone(store, clock(), () =>
        emitAlerts(store, {
          troubles: troublesOf(buildMonitor(known), known.failures as readonly FailureHistory[], fixtures),
          channels: alertChannels,
          now: clock,
          ...(options.wait !== undefined && { wait: options.wait }),
        }),
      );
    }
    // To tell may take minutes: what others found meanwhile is not written over.
    return await oneByOne(config, async () => {
      const artifact = buildMonitor(await facts());
      await store.recordHealth(toPoint(artifact));
      await putArtifact(config, (redactor) => redactArtifact(artifact, redactor));
      return artifact;
    });
  } finally {
    if (options.store === undefined) await store.close();
  }
}

/**
 * Does what writing a monitor takes, of no fixture and without writing it: what it compiles at its first use is
 * compiled then. For a process that has time before there is something to write.
 */
export async function rehearseMonitor(config: Config, store: Store): Promise<void> {
  const artifact = buildMonitor({
    now: Date.now(),
    mode: 'cassette',
    fixtures: [],
    results: [],
    failures: await store.failureHistories(),
    alerts: await store.listAlerts(),
    ticks: await store.listTicks(),
    unguarded: [],
    netns: IN_PROCESS,
  });
  redactArtifact(artifact, createRedactor(config.redact));
}

/** A lock file that cannot be read is the gate's to refuse. */
const lockedOf = (root: string): Promise<readonly string[] | null> => readLock(root).catch(() => null);

/** Two monitors that find the same at once must not both tell of it; the one that comes second leaves it. */
async function alone(store: Store, now: number, work: () => Promise<unknown>): Promise<void> {
  const lease = await store.takeLease('alerts', randomUUID(), now, ALERTING_MS);
  if (lease === null) return;
  await work().finally(() => store.releaseLease(lease));
}

const TURN = '.agent-replay/monitor.turn';

/** Reads what is known and writes it while no other process does so. */
function oneByOne<T>(config: Config, work: () => Promise<T>): Promise<T> {
  return inTurn(join(config.root, TURN), work);
}

/** The fixtures of an artifact that are proven, by name. */
export function provenOf({ fixtures }: MonitorArtifact): string[] {
  return fixtures.filter(({ proof }) => proof === 'proven').map(key);
}

/** Puts an artifact where the gate looks for it, while nobody else does so. */
export function writeArtifact(config: Config, artifact: MonitorArtifact): Promise<void> {
  return oneByOne(config, () => putArtifact(config, (redactor) => redactArtifact(artifact, redactor)));
}

/** Puts in its place why there is none now: what was known before is no answer to what was just asked. */
export function withdrawArtifact(config: Config, why: string): Promise<void> {
  return oneByOne(config, () => putArtifact(config, (redactor) => ({ withdrawn: redactor.text(why) })));
}

async function putArtifact(config: Config, redacted: (redactor: Redactor) => object): Promise<void> {
  const file = monitorFile(config);
  await makeFolder(dirname(file));
  await writeRedactedJson(file, redacted(createRedactor(config.redact)) as Json);
  await sweepUnfinished(file);
}

/** Of a row only the reason and a quarantine are text that somebody wrote; many rows share one. */
function redactArtifact(artifact: MonitorArtifact, redactor: Redactor): MonitorArtifact {
  const { fixtures, ...rest } = artifact;
  const known = new Map<string, string>();
  const text = (reason: string): string => {
    const clean = known.get(reason) ?? redactor.text(reason);
    known.set(reason, clean);
    return clean;
  };
  return {
    ...artifact,
    ...(redactor.json(rest as unknown as Json) as unknown as typeof rest),
    fixtures: fixtures.map(({ quarantine, ...row }) => ({
      ...row,
      ...(row.reason !== null && { reason: text(row.reason) }),
      ...(quarantine !== undefined && {
        quarantine: { owner: text(quarantine.owner), until: quarantine.until },
      }),
    })),
  };
}

/** A fixture whose class of failures is open among live runs has nothing to add to that alert. */
function troublesOf(
  artifact: MonitorArtifact,
  failures: readonly FailureHistory[],
  fixtures: readonly FixtureOnDisk[],
): Trouble[] {
  const open = new Set(
    failures.filter(({ status }) => status !== 'resolved').map((each) => each.fingerprint),
  );
  const told = new Set(
    fixtures
      .filter(({ fingerprint }) => fingerprint !== null && open.has(fingerprint))
      .map(({ suite, fixture_id }) => `${suite}/${fixture_id}`),
  );
  return [
    ...failures.map(classTrouble),
    ...artifact.fixtures
      .filter(({ suite, fixture_id }) => !told.has(`${suite}/${fixture_id}`))
      .map((row) => fixtureTrouble(row, artifact.generated_at))
      .filter((trouble) => trouble !== null),
  ];
}

function toPoint(artifact: MonitorArtifact) {
  return {
    at: artifact.generated_at,
    passing: artifact.fixtures_passing,
    failing: artifact.fixtures_failing,
    stale: artifact.fixtures_stale,
    window_minutes: artifact.silent_failure_window_minutes,
  };
}

/** What the store keeps of a replay; of a fixture that could not be read, that no earlier result holds for it. */
export function fixtureResult(row: ReplayRow, at: string): FixtureResult {
  return {
    fixture_id: row.fixture_id,
    suite: row.suite,
    run_id: row.run_id ?? '',
    at,
    fixture_sha256: row.fixture_sha256 ?? 'unread',
    code_sha256: row.code_sha256 ?? null,
    ...(row.dependencies !== undefined && { dependencies: row.dependencies }),
    exit_code: row.exit_code,
    reason: row.reason,
    drift: row.drift ?? null,
  };
}
