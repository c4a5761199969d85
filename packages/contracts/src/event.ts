import { z } from 'zod';
import { Interaction } from './fixture/interaction.ts';
import { Json } from './json.ts';
import { Timestamp } from './scalar.ts';

/** An exception as data: readable in any realm and after any process. */
export const ExceptionInfo = z.strictObject({
  class: z.string(),
  message: z.string(),
  code: z.string().nullable(),
  stack: z.string().nullable(),
  /** SHA-256 over the stack's application frames without line numbers; null without a stack. */
  stack_sha256: z.string().nullable(),
  get cause() {
    return ExceptionInfo.nullable();
  },
});
export type ExceptionInfo = {
  class: string;
  message: string;
  code: string | null;
  stack: string | null;
  stack_sha256: string | null;
  cause: ExceptionInfo | null;
};

const base = {
  run_id: z.string(),
  /** 1 for the run's first event, then without gaps. */
  seq: z.int().positive(),
  at: Timestamp,
};

const call = {
  ...base,
  interaction: Interaction,
  /** Who made the call, where that was another agent which the run's own one called. */
  agent: z.string().optional(),
};

const data = z.record(z.string(), Json);

const KnownEvent = z.discriminatedUnion('kind', [
  z.strictObject({ ...call, kind: z.literal('tool_call') }),
  z.strictObject({ ...call, kind: z.literal('model_call') }),
  z.strictObject({
    ...base,
    kind: z.literal('retry'),
    attempt: z.int().positive(),
    cause: z.string().min(1),
    delay_ms: z.number().nonnegative(),
    decision: z.enum(['retry', 'give_up']),
  }),
  z.strictObject({ ...base, kind: z.literal('checkpoint'), name: z.string().min(1), data: data.optional() }),
  z.strictObject({ ...base, kind: z.literal('exception'), exception: ExceptionInfo, handled: z.boolean() }),
  z.strictObject({
    ...base,
    kind: z.literal('timeout'),
    operation: z.string().min(1),
    limit_ms: z.number().nonnegative(),
    elapsed_ms: z.number().nonnegative(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal('state_change'),
    ref: z.string().min(1),
    from: Json.nullable(),
    to: Json,
    /** Whether `to` is another value than `from`, where they are too large to be kept whole: the run has compared them. */
    changed: z.boolean().optional(),
  }),
  z.strictObject({ ...base, kind: z.literal('state_read'), ref: z.string().min(1) }),
  z.strictObject({
    ...base,
    kind: z.literal('mutation'),
    uri: z.string().min(1),
    operation: z.string().min(1),
  }),
  z.strictObject({ ...base, kind: z.literal('heartbeat') }),
  /** What the agent recorded, and kept from being read itself: a getter or a proxy of it threw. */
  z.strictObject({ ...base, kind: z.literal('unreadable'), what: z.string().min(1), error: z.string() }),
]);

const OwnEvent = z.strictObject({
  ...base,
  kind: z.templateLiteral(['x_', z.string()]),
  data: data.optional(),
});

/** One thing that happened in a run. `x_*` kinds are a user's own. */
export const RunEvent = z.union([KnownEvent, OwnEvent]);
export type RunEvent = z.infer<typeof RunEvent>;

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * An event as a caller gives it: the run adds `run_id`, `seq` and, when absent, `at`. An exception may be the error
 * itself.
 */
export type RunEventInput = (
  | DistributiveOmit<RunEvent, 'run_id' | 'seq' | 'at'>
  | { kind: 'exception'; exception: Error; handled: boolean }
) & { at?: string };
