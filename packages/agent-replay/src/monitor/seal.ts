import { type Json, jsonSha256, type MonitorArtifact } from '@agent-replay/contracts';

/** Adds the digest over everything else, so that an edit by hand is seen. */
export function seal(artifact: Omit<MonitorArtifact, 'sha256'>): MonitorArtifact {
  return { ...artifact, sha256: digest(artifact) };
}

/** True when the artifact is as it was sealed. */
export function isSealed(artifact: MonitorArtifact): boolean {
  const { sha256, ...rest } = artifact;
  return sha256 === digest(rest);
}

function digest(rest: Omit<MonitorArtifact, 'sha256'>): string {
  return jsonSha256(rest as unknown as Json);
}
