import type { Dependencies, FixtureState, Tier } from '@agent-replay/contracts';
import type { FixtureResult } from '@agent-replay/runs';
import { type Quarantine, quarantineReason } from '../proof/quarantine.ts';

/** A fixture on disk, as far as the monitor needs to know it. */
export interface MonitoredFixture {
  fixture_id: string;
  suite: string;
  tier: Tier;
  /** Digest of its files now; null when one of them is invalid. */
  sha256: string | null;
  /** Digest of its agent's code now; null where it cannot be told. */
  code_sha256?: string | null;
  /** The packages that its agent has now. */
  dependencies?: Dependencies;
  /** Why it cannot be replayed at all: `code: text`. */
  problem?: string;
  proof: 'proven' | 'unproven' | 'quarantined';
  /** Why it is not proven. */
  proof_reason?: string | null;
  /** RFC 3339; null when it never expires. */
  stale_after: string | null;
  quarantine: Quarantine | null;
  /** What a probe found to have changed under it, as `code: text`. */
  drift?: string | null;
}

interface Judged {
  state: FixtureState;
  reason: string | null;
}

/** How far two machines' clocks may be apart. */
export const CLOCK_SKEW_MS = 60_000;

/**
 * Decides what a fixture says of health. Passing means proven, fresh and passed; failing means that
 * its last fresh replay failed or was blocked; everything else is stale, with its reason.
 */
export function judgeFixture(
  fixture: MonitoredFixture,
  result: FixtureResult | undefined,
  options: { now: number; stale_seconds: number; max_quarantine_days?: number | undefined },
): Judged {
  const { now, stale_seconds } = options;
  if (fixture.sha256 === null) return stale(fixture.problem ?? 'fixture_invalid');
  if (fixture.quarantine !== null)
    return stale(quarantineReason(fixture.quarantine, now, options.max_quarantine_days));
  if (result === undefined) return stale('no_result');
  if (result.fixture_sha256 !== fixture.sha256) return stale('digest_changed');
  if (isOtherCode(fixture.code_sha256, result)) return stale(`code_changed: ${OTHER_CODE}`);
  const unread = fixture.dependencies?.unread ?? result.dependencies?.unread;
  if (unread !== undefined) return stale(`dependencies_unchecked: ${uncheckedText(unread)}`);
  const other = otherDependencies(fixture.dependencies, result.dependencies, result.exit_code === 0);
  if (other !== null) return stale(`dependencies_changed: ${other}`);
  const old = ageReason(result.at, now, stale_seconds);
  if (old !== null) return stale(old);
  if (result.exit_code === 1 || result.exit_code === 4) {
    const reason = result.reason ?? 'fixture_failing';
    return {
      state: 'failing',
      reason: typeof result.drift === 'string' ? `${reason} (${result.drift})` : reason,
    };
  }
  if (result.exit_code === 5) return stale(`crashed: ${result.reason ?? 'infrastructure'}`);
  if (result.exit_code !== 0) return stale(result.reason ?? 'inconclusive');
  if (fixture.proof !== 'proven')
    return stale(typeof fixture.proof_reason === 'string' ? `unproven: ${fixture.proof_reason}` : 'unproven');
  if (fixture.stale_after !== null && isPast(fixture.stale_after, now)) {
    return stale(`fixture_expired: ${fixture.stale_after}`);
  }
  const drift = result.drift ?? fixture.drift ?? null;
  return drift === null ? { state: 'passing', reason: null } : stale(drift);
}

/** What is said where the packages of an agent cannot be told. */
export function uncheckedText(unread: string): string {
  return `"${unread}" cannot be read, so that nobody knows with which packages it was replayed`;
}

export const OTHER_CODE = "the agent's code is not the one that was replayed";

/** Whether a result is of other code than there is now. A replay that could not tell its code shows no pass of it. */
function isOtherCode(
  now: string | null | undefined,
  { code_sha256: then, exit_code }: FixtureResult,
): boolean {
  if (typeof now !== 'string') return false;
  return typeof then === 'string' ? then !== now : exit_code === 0;
}

/**
 * Why a result is of other packages than there are now; null where it is not. The packages that are installed and the lock
 * file are each compared where both sides have it; a pass for which neither can be is no pass of what there is now.
 */
export function otherDependencies(
  now: Dependencies | undefined,
  then: Dependencies | undefined,
  isPass: boolean,
): string | null {
  const told = (Object.keys(OTHER_PACKAGES) as DependencyDigest[]).filter(
    (key) => typeof now?.[key] === 'string',
  );
  const both = told.filter((key) => typeof then?.[key] === 'string');
  const other = both.find((key) => now?.[key] !== then?.[key]);
  if (other !== undefined) return OTHER_PACKAGES[other];
  return isPass && told.length > 0 && both.length === 0
    ? 'its result does not say with which packages it was replayed'
    : null;
}

const OTHER_PACKAGES: Readonly<Record<DependencyDigest, string>> = {
  installed_sha256: "the installed packages of its agent's code are not those that it was replayed with",
  lock_sha256: "the packages' lock file is not the one that it was replayed with",
};

type DependencyDigest = Exclude<keyof Dependencies, 'unread'>;

/** Why a result of this time says nothing any more, or nothing yet; null when it is fresh. */
export function ageReason(at: string, now: number, stale_seconds: number): string | null {
  const age = now - Date.parse(at);
  if (age < -CLOCK_SKEW_MS) return `result_future: ${at}`;
  return age <= stale_seconds * 1000 ? null : `result_too_old: ${at}`;
}

/** What cannot be read as a time is past: unknown is never green. */
function isPast(time: string, now: number): boolean {
  return !(Date.parse(time) > now);
}

function stale(reason: string): Judged {
  return { state: 'stale', reason };
}
