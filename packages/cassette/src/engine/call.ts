import type { Drift, Effect, Interaction } from '@agent-replay/contracts';
import type { RpcMessage } from './json-rpc.ts';
import type { RpcIds } from './rpc-ids.ts';

/** A call in the form in which calls are compared: recorded ones and live ones alike. */
export interface Call {
  kind: Interaction['kind'];
  /** Calls of one lane keep their order. */
  lane: string;
  /** Where it goes, redacted; undefined for tools. */
  url?: string;
  /** Asked for when a call is refused, which is seldom. No accessor: V8 keeps what such objects refer to for long. */
  effect: () => Effect;
  /** The call in one line, for people. */
  label: string;
  /** What has to be equal, by part; volatile fields are already left out. */
  content: CallContent;
  /** The content with a body that is taken for what its bytes are, whatever type is named beside it, where that makes another. */
  untyped?: () => CallContent;
  /** The body as it was sent, redacted, with its volatile fields; undefined for none, and for one too large to be kept. */
  sent: () => Sent | undefined;
  /** What an HTTP request says in JSON-RPC. */
  messages?: () => RpcMessage[];
  /** The ids of that, as they were sent: what answers the call repeats them. */
  rpcIds?: () => RpcIds[];
}

/** Plain JSON values, so that they can be compared and shown field by field. */
export interface CallContent {
  /** Method and URL, or the tool's name. */
  target: string;
  body: unknown;
  /** Of a body in parts, what each part is: text, JSON, fields or bytes, in the place where `body` has what it says. */
  form?: unknown;
  headers: Readonly<Record<string, string>>;
}

/** JSON as a value, other text as text, bytes as base64. */
export type Sent = Pick<Drift, 'received' | 'encoding'>;
