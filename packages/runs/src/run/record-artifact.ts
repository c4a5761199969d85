import {
  acceptsAny,
  AgentReplayError,
  ArtifactKind,
  checkJson,
  formatIssue,
  LONGEST,
  refuseUnknownKeys,
} from '@agent-replay/contracts';
import { z } from 'zod';
import type { Entry } from '../store/entry.ts';
import { recordEvent } from './record-event.ts';
import { readOrTold } from './read-event.ts';
import { type Run, stateOf } from './run.ts';
import type { ClaimedArtifact } from '../artifacts/claimed-artifact.ts';

const Claim = z.strictObject({
  kind: ArtifactKind,
  uri: z.string().min(1).max(LONGEST.uri),
  sha256: z.string().nullish(),
  bytes: z.number().nullish(),
});

/**
 * Records an artifact as claimed; whether it is there, and is what was claimed, is looked at when the
 * run is closed. One whose own getter or proxy throws is recorded as an event `unreadable`.
 *
 * @returns false when the run is closed already
 * @throws {AgentReplayError} `OPTION_INVALID` when it is of no known kind, or nowhere, and for a key that there is not
 */
export async function recordArtifact(run: Run, artifact: ClaimedArtifact): Promise<boolean> {
  const state = stateOf(run);
  if (run.isClosed) return false;
  const claim = readOrTold('an artifact', () => ({ ...artifact }));
  if (claim.kind === 'unreadable') return recordEvent(run, claim);
  assertClaim(claim);
  const count = run.artifacts.push(claim);
  // The last one in the queue names them all.
  run.store.journal.push(() => (state.isWritten || run.artifacts.length > count ? undefined : claimsOf(run)));
  return true;
}

/** What was claimed so far, none of it confirmed. */
function claimsOf(run: Run): Entry {
  const { row, redactor } = stateOf(run);
  const claimed = run.artifacts.map(({ kind, uri, sha256 = null, bytes = null }) => ({
    kind,
    uri,
    sha256,
    bytes,
    confirmed: false,
  }));
  return { op: 'artifacts', run_id: row.run_id, artifact_refs: redactor.text(JSON.stringify(claimed)) };
}

/** A digest or a probe under another name would be left out, and the artifact held to less than was meant. */
const KEYS = ['kind', 'uri', 'sha256', 'bytes', 'probe'];

function assertClaim(artifact: ClaimedArtifact): void {
  refuseUnknownKeys('Failed to record an artifact', artifact, KEYS);
  const { kind, uri, sha256 = null, bytes = null } = artifact;
  const claim = { kind, uri, sha256, bytes };
  if (acceptsAny(Claim, claim) || Claim.safeParse(claim).success) return;
  const issues = checkJson(claim, Claim);
  throw new AgentReplayError('OPTION_INVALID', 'Failed to record an artifact: it is not a valid claim.', {
    lines: [
      ...issues.slice(0, 5).map((issue) => ['problem', formatIssue(issue)] as const),
      ['fix', `give its kind (${ArtifactKind.options.join(', ')}) and where it is`],
    ],
    issues,
  });
}

/** Records where the evidence for the result is: `state:ref#/pointer`, a file, or a URI that the run had. */
export function citeEvidence(run: Run, path: string): void {
  stateOf(run);
  if (!run.isClosed) run.evidencePaths.push(path);
}
