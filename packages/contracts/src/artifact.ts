import { z } from 'zod';
import { Json } from './json.ts';
import { Sha256 } from './scalar.ts';

/** The kinds of durable object that can prove that work was done. */
export const ArtifactKind = z.enum(['file', 'row', 'diff', 'report', 'message_id', 'url', 'other']);
export type ArtifactKind = z.infer<typeof ArtifactKind>;

/** A reference to a durable object that a run claims to have made. */
export const ArtifactRef = z.strictObject({
  kind: ArtifactKind,
  /** Where it is: a path relative to the run's workspace, or a URI. */
  uri: z.string().min(1),
  sha256: Sha256.nullable(),
  bytes: z.int().nonnegative().nullable(),
  /** True when a probe saw at close that it exists and is what was claimed. */
  confirmed: z.boolean(),
});
export type ArtifactRef = z.infer<typeof ArtifactRef>;

/** What a probe saw of an artifact when the run was closed. */
export const ArtifactProbe = z.strictObject({
  exists: z.boolean(),
  readable: z.boolean(),
  bytes: z.int().nonnegative().nullable(),
  sha256: Sha256.nullable(),
  /** True for a file that is as it was before the run began. */
  is_older: z.literal(true).optional(),
  /** Parsed content when it is JSON and was small enough to read. */
  json: Json.optional(),
  /** Text content when it is text and was small enough to read. */
  text: z.string().optional(),
  /** Why the probe could not tell, when it threw or timed out. */
  error: z.string().nullable(),
});
export type ArtifactProbe = z.infer<typeof ArtifactProbe>;
