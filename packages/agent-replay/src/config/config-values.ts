import type { z } from 'zod';

/** Makes a schema's check of a function that names the fault of a value: what is expected in its place. */
export function without<T>(faultOf: (value: T) => string | undefined) {
  return (value: T, context: z.core.$RefinementCtx<T>): void => {
    const expected = faultOf(value);
    if (expected !== undefined) context.addIssue({ code: 'custom', message: expected });
  };
}

/** Of a module, with or without one of its exports. */
export function moduleFault(source: string): string | undefined {
  return source.startsWith('#') || source.endsWith('#')
    ? 'a module, or one of its exports: "./src/agent.ts#name"'
    : undefined;
}

/** Of the name of a store: another scheme would be taken for the name of a file. */
export function storeFault(store: string): string | undefined {
  const isPath = !/^(?:[a-z][a-z0-9+.-]+:|:)/i.test(store);
  return isPath || /^postgres(?:ql)?:\/\//.test(store)
    ? undefined
    : 'the path of a SQLite file, or a postgres:// URL';
}

/** Of a host in `effects`, which is compared label by label. */
export function hostFault(host: string): string | undefined {
  return !/^\[[0-9a-f:.]+\]$/i.test(host) && /[/:@\s]/.test(host)
    ? 'the name of a host, without scheme, port and path'
    : undefined;
}

/** Of a path in `effects`. A pattern with a memory would fit every other call. */
export function pathFault(path: string | RegExp): string | undefined {
  if (typeof path === 'string') return path.startsWith('/') ? undefined : 'a path that begins with "/"';
  return path.global || path.sticky ? 'a pattern without the flags g and y' : undefined;
}

/** Of an entry of `readOnly`: a URL is compared as it is sent, and another spelling of it would never fit. */
export function readOnlyFault(entry: string): string | undefined {
  if (!entry.includes('://')) return undefined;
  const href = /^(?:https?|wss?):/i.test(entry) ? URL.parse(entry)?.href : undefined;
  if (href === undefined) return 'the beginning of a URL with its host, or the name of a tool';
  return href.startsWith(entry) ? undefined : `the URL as it is sent: ${JSON.stringify(href)}`;
}

/** Of the name of a header field in `match`. */
export function headerFault(name: string): string | undefined {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? undefined : 'the name of a header field, or *';
}

/** Of whose payloads `capture` is about: what no call is ever named would keep all of them. */
export function callFault(name: string): string | undefined {
  if (name === '*') return undefined;
  if (name.trim() !== name || name.includes('*'))
    return 'the whole name of a tool, "server/tool" or a host; or * alone, for those that are not named';
  const [, method, address] = /^(?:(\S+) )?(\w+:\/\/.*)$/.exec(name) ?? [];
  if (address === undefined) return undefined;
  const url = URL.parse(address);
  if (method === undefined || url === null)
    return `the name of a host, ${JSON.stringify(url?.host ?? 'api.example.com')}, or a call: "POST https://api.example.com/v1/people"`;
  const lane = `${method === 'websocket' ? method : method.toUpperCase()} ${url.protocol}//${url.host}${url.pathname}`;
  return name === lane ? undefined : `the call as it is recorded: ${JSON.stringify(lane)}`;
}

/** Of a field in `capture`. */
export function fieldFault(field: string): string | undefined {
  return field === '*' || /^\/(?:arguments|result|request|response)(?:\/(?:[^~]|~[01])*)?$/.test(field)
    ? undefined
    : 'a field as a JSON Pointer below /arguments or /result (tools), /request or /response (HTTP), or *';
}
