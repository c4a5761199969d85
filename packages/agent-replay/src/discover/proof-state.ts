import type { FixtureNotes, Proof } from '@agent-replay/contracts';
import { fixtureDigests, fixtureSha256 } from './fixture-sha256.ts';

/** How far a fixture can be trusted. */
export interface ProofState {
  state: 'proven' | 'unproven' | 'stale' | 'quarantined';
  /** Why, in one clause; null when proven. */
  reason: string | null;
}

/**
 * Whether a fixture has been seen red for its own reason and green on the fix, and is still the one
 * that was seen so. A quarantine holds until its end; after it the fixture counts again. A proven one
 * that is past its `stale_after` is stale.
 *
 * @param digest the fixture's, where it is known
 */
export function proofState(
  dir: string,
  notes: FixtureNotes,
  now: number = Date.now(),
  digest?: string,
): ProofState {
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
  if (!reproduces(notes.failure_class, proof.broken.failure_class))
    return unproven('its failure class is not the one that was proven');
  if (proof.fixture_sha256 !== (digest ?? fixtureSha256(dir)))
    return unproven(`it was edited after it was proven${namesOf(changedParts(dir, proof))}`);
  if (notes.stale_after !== null && Date.parse(notes.stale_after) <= now)
    return { state: 'stale', reason: `it is past its stale_after, ${notes.stale_after}` };
  return { state: 'proven', reason: null };
}

/**
 * True when a replay shows the failure that was recorded: by its class. What hung in production until somebody killed
 * it was abandoned there; a replay has a time limit that ends it.
 */
export function reproduces(recorded: string, replayed: string | null): boolean {
  return replayed === recorded || (recorded === 'run_abandoned' && replayed === 'timeout');
}

/** The proof alone: what is stale was proven. */
export function proofOf({ state }: ProofState): 'proven' | 'unproven' | 'quarantined' {
  return state === 'stale' ? 'proven' : state;
}

/** The parts of a fixture that are not as they were proven; none when the proof does not name its parts. */
export function changedParts(dir: string, { files }: Proof): string[] {
  if (files === undefined) return [];
  const now = new Map(fixtureDigests(dir));
  return [...new Set([...Object.keys(files), ...now.keys()])]
    .filter((name) => files[name] !== now.get(name))
    .toSorted();
}

const namesOf = (parts: readonly string[]): string => (parts.length === 0 ? '' : `: ${parts.join(', ')}`);

function unproven(reason: string): ProofState {
  return { state: 'unproven', reason };
}
