import { type ClaimedArtifact, type Run, stateOf } from './run.ts';

/**
 * Records an artifact as claimed; whether it is there, and is what was claimed, is looked at when the
 * run is closed.
 *
 * @returns false when the run is closed already
 */
export async function recordArtifact(run: Run, artifact: ClaimedArtifact): Promise<boolean> {
  if (run.isClosed) return false;
  run.artifacts.push({ ...artifact });
  const { journal, redactor } = run.store;
  const claimed = run.artifacts.map(({ kind, uri, sha256 = null, bytes = null }) => ({
    kind,
    uri,
    sha256,
    bytes,
    confirmed: false,
  }));
  const { run_id } = stateOf(run).row;
  journal.push(() => ({ op: 'artifacts', run_id, artifact_refs: redactor.text(JSON.stringify(claimed)) }));
  return true;
}

/** Records where the evidence for the result is: `state:ref#/pointer`, a file, or a URI that the run had. */
export function citeEvidence(run: Run, path: string): void {
  if (!run.isClosed) run.evidencePaths.push(path);
}
