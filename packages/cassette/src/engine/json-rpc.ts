import type { Json } from '@agent-replay/contracts';
import { isRecord } from '../import/is-record.ts';

/** A message of JSON-RPC, as MCP, language servers and blockchains speak it. */
export interface RpcMessage {
  jsonrpc: string;
  id?: unknown;
  method?: unknown;
  params?: unknown;
}

/** The messages that a text is: one, or a batch; none where it is anything else. */
export function rpcMessages(text: string): RpcMessage[] {
  if (!text.includes('"jsonrpc"')) return [];
  try {
    return messagesIn(JSON.parse(text));
  } catch {
    return [];
  }
}

/**
 * A body without what only ties its messages to others: an id has no other meaning (JSON-RPC 2.0 §4) than that what has
 * one is answered.
 */
export function withoutRpcIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.every(isMessage) ? value.map(withoutRpcIds) : value;
  if (!isMessage(value) || typeof value.method !== 'string') return value;
  const { id, params, ...message } = value;
  return {
    ...message,
    ...(id !== undefined && { id: ANY_ID }),
    ...(params !== undefined && { params: withoutTies(value.method, params) }),
  };
}

const ANY_ID = 'any';

/** A request with the ids of the recorded one that it is to replace, whose answer repeats those. */
export function withRecordedIds(recorded: Json, received: Json): Json {
  const before = messagesIn(recorded);
  const after = messagesIn(received);
  if (before.length !== after.length) return received;
  const messages = after.map((message, index) => {
    const { id } = before[index] as RpcMessage;
    return id === undefined || message.id === undefined ? message : { ...message, id };
  });
  if (messages.length === 0) return received;
  return (Array.isArray(received) ? messages : messages[0]) as unknown as Json;
}

/** The messages that a value is, as of a text. */
function messagesIn(value: unknown): RpcMessage[] {
  const all = [value].flat();
  return all.every(isMessage) ? all : [];
}

function isMessage(value: unknown): value is RpcMessage {
  return isRecord(value) && typeof value['jsonrpc'] === 'string';
}

/** MCP's own: the token of progress, which is made of the id, and the id of a request that its client gives up. */
function withoutTies(method: string, params: unknown): unknown {
  if (!isRecord(params)) return params;
  if (method === 'notifications/cancelled') {
    const { requestId: _, ...rest } = params;
    return rest;
  }
  const { _meta: meta, ...rest } = params;
  if (!isRecord(meta)) return params;
  const { progressToken: _, ...others } = meta;
  return { ...rest, _meta: others };
}
