import { z } from 'zod';
import type { EventRow, RunRow } from './tables.ts';

/** One change to a store. All writing is a list of these, in a database, in memory or in the spool. */
export type Entry =
  /** `forced` when the work was done already: then an attempt that is taken is no reason to refuse it. */
  | { op: 'start'; run: RunRow; forced?: boolean }
  /** A new `deadline_at` makes it a heartbeat: the run's lease is extended. */
  | { op: 'event'; event: EventRow; touch?: boolean; deadline_at?: number }
  | { op: 'artifacts'; run_id: string; artifact_refs: string }
  | { op: 'refused'; run_id: string; count: number }
  /** A close has begun: the watchdog keeps its hands off for this round. */
  | { op: 'closing'; run_id: string }
  /** With `lease`, only when the run's lease is still that one. One that is `unwatched` opens no class of failures. */
  | { op: 'close'; run: RunRow; lease?: number; unwatched?: true };

/** A close. */
export type Close = Extract<Entry, { op: 'close' }>;

/** What became of an entry. Only starts and closes can come too late. */
export type Outcome = 'applied' | 'duplicate_run' | 'duplicate_attempt' | 'already_closed';

let schema: z.ZodType<Entry> | undefined;

/** Schema of an entry as a line of the spool holds it; made for the first line, which few processes come to read. */
export function entrySchema(): z.ZodType<Entry> {
  return (schema ??= makeSchema());
}

function makeSchema(): z.ZodType<Entry> {
  const text = z.string();
  const int = z.int();

  const RunRowSchema: z.ZodType<RunRow> = z.strictObject({
    run_id: text,
    format: int,
    run_type: text,
    fixture_id: text.nullable(),
    task_id: text,
    attempt: int,
    agent_name: text,
    started_at: int,
    code_version: text,
    model: text,
    prompt_version: text,
    tool_allowlist: text,
    timeout_seconds: z.number(),
    input_sha256: text,
    state_refs: text,
    artifact_refs: text,
    status: text,
    failure_class: text.nullable(),
    failure_reason: text.nullable(),
    fingerprint: text.nullable(),
    closed_at: int.nullable(),
    deadline_at: int,
    lease: int,
    last_event_at: int.nullable(),
    refused: int,
    input: text,
    outcome: text.nullable(),
    facts: text,
  });

  const EventRowSchema: z.ZodType<EventRow> = z.strictObject({
    run_id: text,
    seq: int.positive(),
    at: int,
    kind: text,
    body: text,
  });

  return z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('start'), run: RunRowSchema, forced: z.boolean().exactOptional() }),
    z.strictObject({
      op: z.literal('event'),
      event: EventRowSchema,
      touch: z.boolean().exactOptional(),
      deadline_at: int.exactOptional(),
    }),
    z.strictObject({ op: z.literal('artifacts'), run_id: text, artifact_refs: text }),
    z.strictObject({ op: z.literal('refused'), run_id: text, count: int }),
    z.strictObject({ op: z.literal('closing'), run_id: text }),
    z.strictObject({
      op: z.literal('close'),
      run: RunRowSchema,
      lease: int.exactOptional(),
      unwatched: z.literal(true).exactOptional(),
    }),
  ]);
}

/** A replay can be run again: its record outlives the process, but need not outlive a loss of power. */
export function isReplay(entry: Entry): boolean {
  return 'run' in entry && entry.run.run_type === 'replay';
}

/** The work of a run in the spool goes on whatever the database says to its start. */
export function forced(entry: Entry): Entry {
  return entry.op === 'start' ? { ...entry, forced: true } : entry;
}

/** The run that an entry belongs to. */
export function runIdOf(entry: Entry): string {
  if (entry.op === 'event') return entry.event.run_id;
  return entry.op === 'start' || entry.op === 'close' ? entry.run.run_id : entry.run_id;
}
