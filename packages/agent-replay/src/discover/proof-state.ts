import type { FixtureNotes } from '@agent-replay/contracts';
import { fixtureSha256 } from './fixture-sha256.ts';

/** How far a fixture can be trusted. */
export interface ProofState {
  state: 'proven' | 'unproven' | 'quarantined';
  /** Why, in one clause; null when proven. */
  reason: string | null;
}

/**
 * Whether a fixture has been seen red for its own reason and green on the fix, and is still the one
 * that was seen so. A quarantine holds until its end; after it the fixture counts again.
 */
export function proofState(dir: string, notes: FixtureNotes, now: number = Date.now()): ProofState {
  const { proof, quarantine, capture } = notes;
  if (quarantine !== null && Date.parse(quarantine.until) > now) {
    return {
      state: 'quarantined',
      reason: `until ${quarantine.until}, owner ${quarantine.owner}: ${quarantine.reason}`,
    };
  }
  if (capture.unknown.length > 0)
    return unproven(`it was captured through unknown channels: ${capture.unknown.join(', ')}`);
  if (proof === null) return unproven('it has not been seen red on the broken code and green on the fix');
  if (proof.broken.failure_class !== notes.failure_class)
    return unproven('its failure class is not the one that was proven');
  if (proof.fixture_sha256 !== fixtureSha256(dir)) return unproven('it was edited after it was proven');
  return { state: 'proven', reason: null };
}

function unproven(reason: string): ProofState {
  return { state: 'unproven', reason };
}
