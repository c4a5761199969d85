import { z } from 'zod';
import { Json } from './json.ts';
import { Effect } from './scalar.ts';
import { Issue } from './issue.ts';

/** Why a call found no recorded answer. */
export const MissCause = z.enum([
  'body-diff',
  'header',
  'url',
  'exhausted',
  'wrong-order',
  'redacted-field',
  'new-call',
]);
export type MissCause = z.infer<typeof MissCause>;

/** A call that found no recorded answer, and the recorded ones nearest to it. */
export const Miss = z.strictObject({
  lane: z.string(),
  /** The call in one line, e.g. `POST https://api.example.com/v1/messages` or `search({"q":"x"})`. */
  call: z.string(),
  effect: Effect,
  cause: MissCause,
  nearest: z.array(z.strictObject({ id: z.string(), differences: z.array(Issue) })),
  /** The whole explanation, as people read it. */
  message: z.string(),
  fix: z.string(),
});
export type Miss = z.infer<typeof Miss>;

/** An operation that the wall refused. */
export const BlockedOperation = z.strictObject({
  code: z.string(),
  /** e.g. `tcp`, `unix`, `udp`, `dns`, `spawn`, `worker`, `addon`, `http2`, `fs`, `tool`. */
  operation: z.string(),
  target: z.string(),
  effect: Effect.optional(),
  host: z.string().optional(),
  port: z.int().optional(),
  path: z.string().optional(),
  call_site: z.string().nullable(),
});
export type BlockedOperation = z.infer<typeof BlockedOperation>;

/** A recorded call whose request or live answer changed, by shape or content. */
export const Drift = z.strictObject({
  interaction: z.string(),
  part: z.enum(['request', 'response']),
  differences: z.array(Issue),
  /** What came in place of what was recorded: the body, if it is not too large, a tool's arguments, or its result. */
  received: Json.optional(),
  /** How `received` holds a body that is no text. */
  encoding: z.literal('base64').optional(),
  /** Where a request went, if that is another address than the recorded one. */
  url: z.string().optional(),
  /** Which of the frames that were sent in a WebSocket session, from 0. */
  frame: z.int().nonnegative().optional(),
});
export type Drift = z.infer<typeof Drift>;

/** What went through the tape and the wall while a cassette was open. */
export const Ledger = z.strictObject({
  /** Ids of the interactions that were answered, in the order of the calls. */
  served: z.array(z.string()),
  /** Ids of the interactions that nobody asked for, though no tool call that they were made within was answered. */
  unused: z.array(z.string()),
  misses: z.array(Miss),
  blocked: z.array(BlockedOperation),
  drift: z.array(Drift),
  /** Channels that could not be guarded, with the reason. */
  unguarded: z.array(z.strictObject({ channel: z.string(), reason: z.string() })),
});
export type Ledger = z.infer<typeof Ledger>;
