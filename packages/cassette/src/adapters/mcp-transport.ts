import { type Json, normalize } from '@agent-replay/contracts';
import { callThroughTape } from '../tool.ts';
import { isRecord } from '../import/is-record.ts';
import { type AdapterOptions, effectOf } from './adapter-options.ts';

/** A transport of the Model Context Protocol, as its SDKs define it. */
export interface McpTransport {
  start(): Promise<void>;
  send(message: never, options?: never): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: never, extra?: never) => void) | undefined;
}

export interface McpTransportOptions extends AdapterOptions {
  /** Tells this server from others on the tape. */
  server: string;
}

interface RpcMessage {
  jsonrpc: '2.0';
  id?: string | number;
  method?: string;
  params?: { name?: string; arguments?: unknown; _meta?: unknown; [key: string]: unknown };
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/**
 * Puts an MCP server on the tape, whichever client uses it. With a tape in place the transport is not
 * even started, so that a stdio server's process is never spawned. (Streamable HTTP needs no wrapping:
 * its requests are on the tape as HTTP.) Each request is a call: a tool's by its name and arguments,
 * any other by its method and parameters. What a server sends unasked is not kept.
 *
 * @example
 * await client.connect(mcpTransport(new StdioClientTransport({ command: 'weather' }), { server: 'weather' }));
 */
export function mcpTransport<Transport extends McpTransport>(
  transport: Transport,
  options: McpTransportOptions,
): Transport {
  const inner = transport as unknown as Loose;
  const waiting = new Map<string | number, (message: RpcMessage) => void>();
  const readOnly = new Set<string>();
  let started: Promise<void> | undefined;

  /** Not before a call has to run: on a tape none does. */
  const start = (): Promise<void> => {
    Object.assign(inner, {
      onmessage(message: RpcMessage, extra: unknown) {
        const { id, method } = message;
        const settle = id === undefined || method !== undefined ? undefined : waiting.get(id);
        if (settle === undefined) outer.onmessage?.(message, extra);
        else settle(message);
      },
      onclose: () => outer.onclose?.(),
      onerror: (error: Error) => outer.onerror?.(error),
    });
    started ??= inner.start();
    return started;
  };

  const run = async (message: RpcMessage, id: string | number, sendOptions: unknown): Promise<unknown> => {
    await start();
    const { promise, resolve } = Promise.withResolvers<RpcMessage>();
    waiting.set(id, resolve);
    try {
      await inner.send(message, sendOptions);
      const { result, error } = await promise;
      if (error !== undefined) throw fromRpcError(error);
      return result;
    } finally {
      waiting.delete(id);
    }
  };

  const answer = async (
    message: RpcMessage,
    id: string | number,
    sendOptions: unknown,
  ): Promise<RpcMessage> => {
    const { name, args } = describe(message);
    const effect = effectOf(name, options, isReading(message, readOnly) ? 'read' : 'write');
    const call = { kind: 'mcp' as const, name, server: options.server, arguments: args, effect };
    try {
      const kept = await callThroughTape(call, async () =>
        pack(message, await run(message, id, sendOptions)),
      );
      const result = unpack(message, kept);
      if (message.method === 'tools/list') for (const tool of readOnlyTools(result)) readOnly.add(tool);
      return { jsonrpc: '2.0', id, result };
    } catch (error) {
      return { jsonrpc: '2.0', id, error: toRpcError(error) };
    }
  };

  const outer = Object.create(transport) as Loose;
  return Object.assign(outer, {
    start: () => Promise.resolve(),
    async send(message: RpcMessage, sendOptions: unknown) {
      const { id, method } = message;
      if (id === undefined || method === undefined) {
        // Notifications and answers to the server matter only to a server that runs.
        if (started !== undefined) await inner.send(message, sendOptions);
        return;
      }
      void answer(message, id, sendOptions).then((reply) => outer.onmessage?.(reply, undefined));
    },
    async close() {
      if (started === undefined) outer.onclose?.();
      else await inner.close();
    },
    onmessage: undefined,
    onclose: undefined,
    onerror: undefined,
  }) as unknown as Transport;
}

interface Loose {
  start(): Promise<void>;
  send(message: RpcMessage, options: unknown): Promise<void>;
  close(): Promise<void>;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: RpcMessage, extra: unknown) => void) | undefined;
}

/** `_meta` holds progress tokens and the like, new for each try. */
function describe({ method = '', params = {} }: RpcMessage): { name: string; args: Json } {
  if (method === 'tools/call') return { name: String(params.name), args: normalize(params.arguments ?? {}) };
  // The client's own name and version are no part of what it asks.
  if (method === 'initialize') return { name: method, args: {} };
  const { _meta, ...rest } = params;
  return { name: method, args: normalize(rest) };
}

/** A tool's answer of nothing but one text is kept as that text, as other libraries' tools are. */
function pack({ method }: RpcMessage, result: unknown): unknown {
  if (method !== 'tools/call' || !isRecord(result) || !Array.isArray(result['content'])) return result;
  const { content, ...rest } = result;
  const [first, ...more] = content as unknown[];
  const isText = isRecord(first) && first['type'] === 'text' && Object.keys(first).length === 2;
  return isText && more.length === 0 && Object.keys(rest).length === 0 ? first['text'] : result;
}

function unpack({ method }: RpcMessage, kept: unknown): unknown {
  if (method !== 'tools/call' || typeof kept !== 'string') return kept;
  return { content: [{ type: 'text', text: kept }] };
}

function isReading({ method, params }: RpcMessage, readOnly: ReadonlySet<string>): boolean {
  return method === 'tools/call' ? readOnly.has(String(params?.name)) : true;
}

function readOnlyTools(result: unknown): string[] {
  const { tools = [] } = (result ?? {}) as {
    tools?: { name: string; annotations?: { readOnlyHint?: boolean } }[];
  };
  return tools.filter(({ annotations }) => annotations?.readOnlyHint === true).map(({ name }) => name);
}

/** A JSON-RPC error as one to throw, so that its code goes to the tape and back. */
function fromRpcError({ code, message }: { code: number; message: string }): Error {
  return Object.assign(new Error(message), { name: 'JsonRpcError', code: String(code) } as const);
}

/** -32603 is JSON-RPC's "internal error": here, a call that is not on the tape. */
function toRpcError(error: unknown): { code: number; message: string } {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  return { code: name === 'JsonRpcError' ? Number(code) : -32_603, message: String(message) };
}
