import type { ArtifactKind, ArtifactRef, ArtifactProbe } from '@agent-replay/contracts';

/** An artifact as the agent claims it. */
export interface ClaimedArtifact {
  kind: ArtifactKind;
  /** A path relative to the workspace, or a URI. */
  uri: string;
  sha256?: string | null | undefined;
  bytes?: number | null | undefined;
  /** Looks whether it is there; asked once, when the run is closed. Without one only files can be confirmed. */
  probe?: ((ref: ArtifactRef) => Promise<boolean> | boolean) | undefined;
  /** @internal */
  [SEEN_ELSEWHERE]?: ArtifactProbe;
}

/** What was seen of an artifact where it was recorded, which is not here: on claims of imported runs, and of no others. */
export const SEEN_ELSEWHERE: unique symbol = Symbol('seen elsewhere');
