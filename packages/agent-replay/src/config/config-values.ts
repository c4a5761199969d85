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

/** Of a field in `capture`. */
export function fieldFault(field: string): string | undefined {
  return field === '*' || /^\/(?:arguments|result|request|response)(?:\/|$)/.test(field)
    ? undefined
    : 'a field as a JSON Pointer below /arguments or /result (tools), /request or /response (HTTP), or *';
}
