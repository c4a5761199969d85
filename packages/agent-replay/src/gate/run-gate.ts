import { readLock } from '../discover/lock.ts';
import type { Config } from '../config/config.ts';
import { readMonitor } from '../monitor/read-monitor.ts';
import { monitorFile } from '../monitor/write-monitor.ts';
import { checkGate, type GateFacts, type GateResult } from './check-gate.ts';

/** Reads what the gate decides from: the monitor artifact and the lock file of fixtures. */
export async function gateFacts(config: Config, now: number = Date.now()): Promise<GateFacts> {
  const { maxAgeSeconds, maxWindowMinutes, requiredTiers } = config.monitor;
  return {
    now,
    artifact: await readMonitor(monitorFile(config)),
    locked: await readLock(config.root),
    thresholds: {
      ...(maxAgeSeconds !== undefined && { max_age_seconds: maxAgeSeconds }),
      ...(maxWindowMinutes !== undefined && { max_window_minutes: maxWindowMinutes }),
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
