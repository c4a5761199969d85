import { readLock } from '../lock/lock-file.ts';
import type { Config } from '../config/config.ts';
import { proofSettings, proofState, type ProofState } from '../proof/proof-state.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { monitorFile } from '../monitor/write-monitor.ts';
import { remember } from '../serve/remember.ts';
import { checkGate, type GateFacts, type GateResult } from './check-gate.ts';
import { type DiskFixture, fixturesOnDisk } from './fixtures-on-disk.ts';

/** Reads what the gate decides from: the monitor artifact, the lock file, and the fixtures on disk. */
export async function gateFacts(
  config: Config,
  now: number = Date.now(),
  look: () => Promise<ReadonlyMap<string, DiskFixture>> = async () => fixturesOnDisk(config),
): Promise<GateFacts> {
  const { maxAgeSeconds, maxQuarantineDays, maxWindowMinutes, requiredTiers } = config.monitor;
  const lock = await lockOf(config.root);
  return {
    now,
    artifact: await readMonitor(monitorFile(config)),
    ...lock,
    ...diskOf(await look(), { locked: lock.locked, now, config }),
    thresholds: {
      ...(maxAgeSeconds !== undefined && { max_age_seconds: maxAgeSeconds }),
      ...(maxWindowMinutes !== undefined && { max_window_minutes: maxWindowMinutes }),
      ...(maxQuarantineDays !== undefined && { max_quarantine_days: maxQuarantineDays }),
      ...(requiredTiers !== undefined && { required_tiers: requiredTiers }),
    },
  };
}

/**
 * Decides whether health may be claimed. Fails closed.
 *
 * @example
 * const { healthy, summary } = await gate(await loadConfig());
 */
export async function gate(config: Config, now: number = Date.now()): Promise<GateResult> {
  return checkGate(await gateFacts(config, now));
}

async function lockOf(root: string): Promise<Pick<GateFacts, 'locked' | 'lock_problem'>> {
  try {
    return { locked: await readLock(root) };
  } catch (error) {
    const [line = ''] = (error as Error).message.split('\n', 1);
    return { locked: null, lock_problem: line };
  }
}

/** A machine that only serves has the artifact and neither fixtures nor a lock file. */
function diskOf(
  fixtures: ReadonlyMap<string, DiskFixture>,
  { locked, now, config }: { locked: GateFacts['locked']; now: number; config: Config },
): Pick<GateFacts, 'disk' | 'proofs' | 'codes' | 'dependencies'> {
  if (fixtures.size === 0 && locked === null) return { disk: null };
  const settings = proofSettings(config);
  const all = [...fixtures];
  return {
    disk: new Map(all.map(([name, { sha256 }]) => [name, sha256])),
    codes: new Map(all.map(([name, each]) => [name, each.code_sha256])),
    dependencies: new Map(all.map(([name, each]) => [name, each.dependencies])),
    proofs: new Map(
      all.flatMap(([name, { subject }]): [string, ProofState][] =>
        subject === null ? [] : [[name, proofState(subject, { now, ...settings })]],
      ),
    ),
  };
}

/** For a server: the artifact is read each time, what lies on the disk beside it every few seconds. */
export function gateFactsForMany(config: Config): () => Promise<GateFacts> {
  const look = remember(async () => fixturesOnDisk(config), DISK_MS);
  return () => gateFacts(config, Date.now(), look);
}

const DISK_MS = 5000;
