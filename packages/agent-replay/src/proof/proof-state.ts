import type { Proof } from '@agent-replay/contracts';
import { fixtureDigests } from '../discover/fixture-sha256.ts';
import type { Config } from '../config/config.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';
import { contradictionIn, type MatchSettings, settingsChanged } from './proof-faults.ts';
import { judgeQuarantine, type JudgedQuarantine } from './quarantine.ts';
import { unknownChannelsReason } from './unknown-channels.ts';

/** How far a fixture can be trusted. */
export interface ProofState {
  state: 'proven' | 'unproven' | 'stale' | 'quarantined';
  /** Why, in one clause; null when proven. */
  reason: string | null;
  /** Which of its ends has passed, or is too far off, of a stale one. */
  expired?: 'fixture_expired' | 'quarantine_expired' | 'quarantine_too_long';
}

/** What of a config a proof depends on. */
export interface ProofSettings {
  /** How calls are compared with the tape. @default {} */
  match?: MatchSettings;
  /** Days from now that a quarantine may last. @default 90 */
  maxQuarantineDays?: number | undefined;
}

/** The settings of the config that holds. */
export function proofSettings({ match, monitor }: Pick<Config, 'match' | 'monitor'>): ProofSettings {
  return { match, maxQuarantineDays: monitor.maxQuarantineDays };
}

/** What of a fixture its proof is judged by. */
export type ProofSubject = Pick<LoadedFixture, 'dir' | 'notes' | 'expected' | 'sha256'>;

/**
 * Whether a fixture has been seen red for its own reason and green on the fix, and is still the one
 * that was seen so. A quarantine holds until its end, and not at all where that is further off than allowed; without it
 * the fixture counts again. A proven one that is past its `stale_after`, or whose quarantine was not taken out, is stale.
 */
export function proofState(
  { dir, notes, expected, sha256 }: ProofSubject,
  { now = Date.now(), match = {}, maxQuarantineDays }: ProofSettings & { now?: number | undefined } = {},
): ProofState {
  const { proof, quarantine, capture } = notes;
  const standing = quarantine === null ? null : judgeQuarantine(quarantine, now, maxQuarantineDays);
  if (quarantine !== null && standing?.code === 'quarantined')
    return { state: 'quarantined', reason: `${standing.text}: ${quarantine.reason}` };
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
  return standing === null ? { state: 'proven', reason: null } : overdue(standing);
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

function overdue({ code, text }: JudgedQuarantine): ProofState {
  if (code === 'quarantine_too_long') return expired(code, `its quarantine lasts ${text}`);
  return expired('quarantine_expired', `its quarantine ${text}`);
}

function expired(code: Required<ProofState>['expired'], reason: string): ProofState {
  return { state: 'stale', reason, expired: code };
}
