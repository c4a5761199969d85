import { type ArtifactProbe, ArtifactRef } from '@agent-replay/contracts';
import { type ClaimedArtifact, SEEN_ELSEWHERE } from '../artifacts/claimed-artifact.ts';
import { textOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';
import { EVENTS, NAMES } from './names.ts';
import { parsed } from './parsed.ts';

/** True for the span of a run that `exportOtlp` wrote. */
export function isExported({ values }: ImportedSpan): boolean {
  return values[NAMES.runId] !== undefined;
}

/** True for an exported run that met its contract where it ran. That is no evidence, and makes nobody's verdict. */
export function hasPassedThere({ events }: ImportedSpan): boolean {
  return events.some(
    ({ name, values }) => name === EVENTS.evaluation && textOf(values, [NAMES.evaluationLabel]) === 'passed',
  );
}

/**
 * The artifacts of an exported run, each with what its close saw of it. They are of another folder, and of another
 * machine as like as not: nothing is looked at here.
 */
export function exportedArtifacts(root: ImportedSpan): ClaimedArtifact[] {
  const refs = root.values[NAMES.artifactRefs];
  if (!isExported(root) || !Array.isArray(refs)) return [];
  return refs.flatMap((text) => {
    const ref = ArtifactRef.safeParse(parsed(text));
    return ref.success ? [claimOf(ref.data)] : [];
  });
}

function claimOf({ confirmed, ...claim }: ArtifactRef): ClaimedArtifact {
  const { bytes, sha256 } = claim;
  const probe: ArtifactProbe = {
    exists: confirmed,
    readable: confirmed,
    bytes,
    sha256,
    error: confirmed ? null : 'it was not confirmed where it was recorded',
  };
  return { ...claim, [SEEN_ELSEWHERE]: probe };
}
