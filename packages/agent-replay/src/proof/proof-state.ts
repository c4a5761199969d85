import type { Proof } from '@agent-replay/contracts';
import { fixtureDigests } from '../discover/fixture-sha256.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { contradictionIn, type MatchSettings, settingsChanged } from './proof-faults.ts';
import { unknownChannelsReason } from './unknown-channels.ts';

/** How far a fixture can be trusted. */
export interface ProofState {
  state: 'proven' | 'unproven' | 'stale' | 'quarantined';
  /** Why, in one clause; null when proven. */
  reason: string | null;
  /** Which of its ends has passed, of a stale one. */
  expired?: 'fixture_expired' | 'quarantine_expired';
}

/** What of a fixture its proof is judged by. */
export type ProofSubject = Pick<LoadedFixture, 'dir' | 'notes' | 'expected' | 'sha256'>;

/**
 * Whether a fixture has been seen red for its own reason and green on the fix, and is still the one
 * that was seen so. A quarantine holds until its end; after it the fixture counts again. A proven one
 * that is past its `stale_after`, or whose quarantine was not taken out, is stale.
 *
 * @param options.match how calls are compared with the tape, of the config that holds. @default {}
 */
export function proofState(
  { dir, notes, expected, sha256 }: ProofSubject,
  { now = Date.now(), match = {} }: { now?: number | undefined; match?: MatchSettings } = {},
): ProofState {
  const { proof, quarantine, capture } = notes;
  if (quarantine !== null && Date.parse(quarantine.until) > now) {
    return {
      state: 'quarantined',
      reason: `until ${quarantine.until}, owner ${quarantine.owner}: ${quarantine.reason}`,
    };
  }
  if (capture.unknown.length > 0) return unproven(unknownChannelsReason(capture.unknown));
  if (proof === null) return unproven('it has not been seen red on the broken code and green on the fix');
  const contradiction = contradictionIn(notes, expected);
  if (contradiction !== null) return unproven(contradiction);
  if (proof.fixture_sha256 !== sha256)
    return unproven(`it was edited after it was proven${namesOf(changedParts(dir, proof))}`);
  const settings = settingsChanged(notes, match);
  if (settings.length > 0)
    return unproven(`a setting was changed after it was proven: ${settings.join('; ')}`);
  if (notes.stale_after !== null && Date.parse(notes.stale_after) <= now)
    return expired('fixture_expired', `it is past its stale_after, ${notes.stale_after}`);
  if (quarantine !== null)
    return expired(
      'quarantine_expired',
      `its quarantine ended ${quarantine.until}, owner ${quarantine.owner}`,
    );
  return { state: 'proven', reason: null };
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

function expired(code: Required<ProofState>['expired'], reason: string): ProofState {
  return { state: 'stale', reason, expired: code };
}
