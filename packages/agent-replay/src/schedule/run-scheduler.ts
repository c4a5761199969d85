import { randomUUID } from 'node:crypto';
import { AgentReplayError, type Tier } from '@agent-replay/contracts';
import { type Lease, MOST_AHEAD_MS, type Store } from '@agent-replay/runs';
import { cronPattern, lastDue, nextDue } from './cron-pattern.ts';

export interface SchedulerOptions {
  store: Store;
  /** Seconds between the ticks of each tier that is scheduled. */
  tiers: Readonly<Partial<Record<Tier, number>>>;
  /**
   * One tick. Must record it in the store, which is how other schedulers and a later one know. Must call
   * `hold` before each step that another may not do meanwhile: it rejects when the tier was lost to another,
   * after this process or its machine slept.
   */
  tick: (tier: Tier, due: number, hold: () => Promise<void>) => Promise<void>;
  /** Ends the schedule; ticks that run are waited for. */
  signal: AbortSignal;
  /** Milliseconds since 1970. @default Date.now */
  now?: () => number;
  /** Waits; may return early. @default a real wait, ended by the signal */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  onEvent?: (event: SchedulerEvent) => void;
}

/** What people may want to read of a schedule. */
export type SchedulerEvent =
  | { kind: 'started'; tier: Tier; due: number }
  /** It ticked; or what is due was done before, by another scheduler or an earlier one. */
  | { kind: 'done' | 'up_to_date'; tier: Tier; due: number; next: number }
  /** Another scheduler has the tier, or its last tick has not ended. */
  | { kind: 'still_running'; tier: Tier; due: number }
  | { kind: 'failed'; tier: Tier; due: number; error: unknown };

/** How long at most until the clock is looked at again: after a sleep of the machine, at once so. */
const LONGEST_WAIT_MS = 30_000;
const LEASE_MS = 120_000;
const RENEW_MS = 30_000;

interface TierState {
  tier: Tier;
  pattern: string;
  /** The due time that was last taken up; null before the store was asked. */
  taken: number | null;
  running: Promise<void> | null;
  /** Not before this time, after a tick that failed. */
  retryAt: number;
}

/** When the machine slept last, as far as the clock shows it: a wait took much longer than asked. */
interface Slept {
  from: number;
  until: number;
}

/**
 * Runs the ticks of each tier when they are due, until the signal ends it. What came due while the
 * machine slept or nothing ran is made up for with one tick. A tier never overlaps itself, here or in
 * another process on the same store: its lease is in the store, and runs out with its holder.
 */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { tiers, signal, now = Date.now, sleep = realSleep } = options;
  const states = Object.entries(tiers).map(([tier, seconds]): TierState => ({
    tier: tier as Tier,
    pattern: cronPattern(tier as Tier, seconds),
    taken: null,
    running: null,
    retryAt: 0,
  }));
  let slept: Slept | null = null;
  while (!signal.aborted) {
    for (const state of states) await takeUp(state, slept, options);
    if (signal.aborted) break;
    const before = now();
    const next = Math.min(...states.map(({ pattern }) => nextDue(pattern, before)));
    const ms = Math.max(0, Math.min(next - before, LONGEST_WAIT_MS));
    await sleep(ms, signal);
    if (now() - before > ms + RENEW_MS) slept = { from: before, until: now() };
  }
  await Promise.all(states.flatMap(({ running }) => running ?? []));
}

async function takeUp(state: TierState, slept: Slept | null, options: SchedulerOptions): Promise<void> {
  const { store, now = Date.now, onEvent } = options;
  const due = lastDue(state.pattern, now());
  if (state.taken !== null && due <= state.taken && !isAhead(state.taken, now())) return;
  if (now() < state.retryAt && state.retryAt <= now() + LONGEST_WAIT_MS) return;
  if (state.running !== null) return onEvent?.({ kind: 'still_running', tier: state.tier, due });
  try {
    const last = (await store.listTicks())[state.tier];
    if (last !== undefined && Date.parse(last) >= due && !isAhead(Date.parse(last), now())) {
      state.taken = due;
      return onEvent?.({ kind: 'up_to_date', tier: state.tier, due, next: nextDue(state.pattern, now()) });
    }
    const lease = await takeTier(state.tier, slept, options);
    if (lease === null) return onEvent?.({ kind: 'still_running', tier: state.tier, due });
    state.taken = due;
    state.running = run(state, lease, due, options).finally(() => (state.running = null));
  } catch (error) {
    state.retryAt = now() + LONGEST_WAIT_MS;
    onEvent?.({ kind: 'failed', tier: state.tier, due, error });
  }
}

/** Whether a time is of a clock that was wrong and has been set back since: what it says is done is not. */
function isAhead(at: number, now: number): boolean {
  return at > now + MOST_AHEAD_MS;
}

/**
 * A lease that ran out while the machine slept may have a holder that slept, too: it has until it would have
 * renewed it twice.
 */
async function takeTier(
  tier: Tier,
  slept: Slept | null,
  { store, now = Date.now }: SchedulerOptions,
): Promise<Lease | null> {
  const time = now();
  const known = slept !== null && time < slept.until + 2 * RENEW_MS ? slept.from : time;
  return store.takeLease(leaseName(tier), randomUUID(), known, LEASE_MS + time - known);
}

async function run(state: TierState, lease: Lease, due: number, options: SchedulerOptions): Promise<void> {
  const { store, tick, now = Date.now, onEvent } = options;
  const { tier } = state;
  let renewedAt = now();
  const renew = async (): Promise<void> => {
    const time = now();
    if (!(await store.renewLease(lease, time, LEASE_MS)))
      throw new AgentReplayError(
        'LEASE_LOST',
        `Failed to go on with the tier "${tier}": another scheduler has it, since this one slept.`,
      );
    renewedAt = time;
  };
  const hold = async (): Promise<void> => {
    if (now() - renewedAt >= RENEW_MS) await renew();
  };
  const renewal = setInterval(() => void renew().catch(() => undefined), RENEW_MS);
  onEvent?.({ kind: 'started', tier, due });
  const error = await tick(tier, due, hold).then(
    () => null,
    (cause: unknown) => ({ cause }),
  );
  clearInterval(renewal);
  await store.releaseLease(lease).catch(() => undefined);
  if (error === null) return onEvent?.({ kind: 'done', tier, due, next: nextDue(state.pattern, now()) });
  state.taken = null;
  state.retryAt = now() + LONGEST_WAIT_MS;
  onEvent?.({ kind: 'failed', tier, due, error: error.cause });
}

function leaseName(tier: Tier): string {
  return `schedule:${tier}`;
}

function realSleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end, { once: true });
  });
}
