import { z } from 'zod';
import { Tier, Timestamp } from './scalar.ts';

/** Passing means proven, fresh and passed; stale is unknown, never green. */
export const FixtureState = z.enum(['passing', 'failing', 'stale']);
export type FixtureState = z.infer<typeof FixtureState>;

/** What an agent's code depends on. */
export const Dependencies = z.strictObject({
  /** Digest of the names and versions of the installed packages that its code names, and of all that they depend on; null without any. */
  installed_sha256: z.string().nullable(),
  /** Digest of the lock files of package managers that rule in the config's folder; null without any. */
  lock_sha256: z.string().nullable(),
  /** A file of theirs that is there and cannot be read, relative to the config's folder: then the digests say nothing. */
  unread: z.string().optional(),
});
export type Dependencies = z.infer<typeof Dependencies>;

/** A fixture as the monitor sees it. */
export const MonitorRow = z.strictObject({
  fixture_id: z.string(),
  suite: z.string(),
  tier: Tier,
  state: FixtureState,
  /** A registered reason code, alone or followed by `: ` and text; null when passing. */
  reason: z.string().nullable(),
  run_id: z.string().nullable(),
  at: Timestamp.nullable(),
  proof: z.enum(['proven', 'unproven', 'quarantined']),
  /** Digest of its files when the artifact was written; null when one of them is invalid. */
  fixture_sha256: z.string().nullable(),
  /** Digest of the agent's code that was replayed; null where it could not be told. */
  code_sha256: z.string().nullable().optional(),
  /** The packages that it was replayed with. */
  dependencies: Dependencies.optional(),
  /** The quarantine that it is in, also one that has ended or lasts for too long; `reason` says which. */
  quarantine: z.strictObject({ owner: z.string(), until: z.string() }).optional(),
});
export type MonitorRow = z.infer<typeof MonitorRow>;

/** First matching bad run → first alert that made its class visible. */
export const SilentWindow = z.strictObject({
  fingerprint: z.string(),
  /** Whose failures they are; artifacts of earlier versions do not say. */
  agent_name: z.string().optional(),
  failure_class: z.string(),
  first_bad_run_at: Timestamp,
  first_alert_at: Timestamp.nullable(),
  minutes: z.number().nonnegative(),
  status: z.enum(['open', 'regressed', 'resolved']),
});
export type SilentWindow = z.infer<typeof SilentWindow>;

/** `.agent-replay/monitor.json`: the one artifact that the gate reads. */
export const MonitorArtifact = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal(1),
    generated_at: Timestamp,
    /** The commit that the project was at, with `-dirty` when files differed from it; `unknown` outside git. */
    code_version: z.string(),
    mode: z.enum(['cassette', 'strict']),
    fixtures_total: z.int().nonnegative(),
    fixtures_passing: z.int().nonnegative(),
    fixtures_failing: z.int().nonnegative(),
    fixtures_stale: z.int().nonnegative(),
    /** The largest window, in minutes; null only with `silent_failure_reason`. */
    silent_failure_window_minutes: z.number().nonnegative().nullable(),
    silent_failure_reason: z.literal('no_bad_runs').nullable(),
    fixtures: z.array(MonitorRow),
    windows: z.array(SilentWindow),
    tiers: z.array(
      z.strictObject({
        tier: Tier,
        interval_seconds: z.number().positive(),
        /** A result that is older says nothing any more. */
        stale_seconds: z.number().positive(),
        last_tick_at: Timestamp.nullable(),
      }),
    ),
    unguarded: z.array(z.strictObject({ channel: z.string(), reason: z.string() })),
    netns: z.strictObject({ active: z.boolean(), reason: z.string().nullable() }),
    alerts: z.array(
      z.strictObject({
        fingerprint: z.string(),
        at: Timestamp,
        channel: z.string(),
        kind: z.enum(['alert', 'recovery']),
        ok: z.boolean(),
      }),
    ),
    /** SHA-256 over the canonical JSON of everything else: a hand edit is seen. */
    sha256: z.string(),
  })
  .refine((m) => m.fixtures_passing + m.fixtures_failing + m.fixtures_stale === m.fixtures_total, {
    path: ['fixtures_total'],
    error: 'passing + failing + stale equals total',
  });
export type MonitorArtifact = z.infer<typeof MonitorArtifact>;
