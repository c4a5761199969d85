import type { Dependencies, HealthReason, MonitorArtifact, Tier } from '@agent-replay/contracts';
import type { Quarantine } from '../proof/quarantine.ts';
import type { ProofState } from '../proof/proof-state.ts';

interface GateThresholds {
  /** Longest silent-failure window in minutes. @default 60 */
  max_window_minutes?: number;
  /** Oldest artifact in seconds. @default the shortest staleness of the tiers with fixtures */
  max_age_seconds?: number;
  /** Tiers that must have fixtures and a living scheduler. @default [] */
  required_tiers?: readonly Tier[];
  /** Days from now that a quarantine may last. @default 90 */
  max_quarantine_days?: number;
}

export interface GateReason {
  code: HealthReason;
  /** Fixture, tier, fingerprint or file. */
  subject: string;
  text: string;
}

/** What the gate says: healthy, or each reason why not. */
export interface GateResult {
  healthy: boolean;
  /** 0 healthy; 1 failing; 3 unknown or stale. */
  exit_code: 0 | 1 | 3;
  /** One line of why. */
  summary: string;
  reasons: GateReason[];
  /** Fixtures that are left out for now by their owner's decision; they do not refuse, and are named. */
  quarantined: ({ fixture: string } & Quarantine)[];
  /** Fixtures whose agent's code is not on disk here: that it is the code that was replayed is not checked. */
  code_unchecked: string[];
  /** Fixtures whose agent's packages are not here, or not all: that they are those that it was replayed with is not checked. */
  packages_unchecked: string[];
}

export interface GateFacts {
  now: number;
  /** The artifact, or why there is none. */
  artifact: MonitorArtifact | { missing: true; path: string } | { corrupt: string; path: string };
  /** `suite/fixture_id` of every fixture that must exist, from the lock file; null without one. */
  locked: readonly string[] | null;
  /** Why the lock file cannot be read; then nobody knows what must exist. */
  lock_problem?: string | null;
  /** Digests of the fixtures on disk by `suite/fixture_id`; null where there are no fixtures at hand. */
  disk?: ReadonlyMap<string, string | null> | null;
  /** How far each of them can be trusted as it is now. */
  proofs?: ReadonlyMap<string, ProofState>;
  /** Digest of the code of each one's agent as it is now; null where it cannot be told. */
  codes?: ReadonlyMap<string, string | null>;
  /** The packages that each one's agent has now. */
  dependencies?: ReadonlyMap<string, Dependencies>;
  thresholds?: GateThresholds;
}

/** How a fixture is called in reasons and in the lock file. */
export function nameOf(row: { suite: string; fixture_id: string }): string {
  return `${row.suite}/${row.fixture_id}`;
}
