import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import { hub } from '../session.ts';

/** Names the tape that a request belongs to, from the client's entry to the interceptor. */
export const REQUEST_TAG = 'x-agent-replay-session';

type Dispatch = (options: { headers?: unknown }, handler: unknown) => boolean;
interface DispatcherClass {
  prototype: { dispatch: Dispatch };
}

/**
 * Tags requests where their clients enter, while tapes own async contexts: behind a pool a request may
 * run in the context of another. Reaches node:http and each copy of undici that is loaded.
 *
 * @returns its own undo
 */
export function tagRequests(): () => void {
  const patched = new Map<DispatcherClass, Dispatch>();
  const patchLoaded = () => {
    for (const dispatcher of [builtInDispatcher(), ...loadedDispatchers()]) {
      if (dispatcher === undefined || patched.has(dispatcher)) continue;
      patched.set(dispatcher, dispatcher.prototype.dispatch);
      dispatcher.prototype.dispatch = tagging(dispatcher.prototype.dispatch);
    }
  };
  const onHttp = (message: unknown) => {
    const id = hub().context.getStore()?.id;
    const { request } = message as { request: ClientRequest };
    if (id !== undefined && !request.headersSent) request.setHeader(REQUEST_TAG, id);
  };
  patchLoaded();
  subscribe('http.client.request.created', onHttp);
  // A copy that is loaded later: its first request goes untagged and is refused, the next ones are not.
  subscribe('undici:request:create', patchLoaded);
  return () => {
    unsubscribe('http.client.request.created', onHttp);
    unsubscribe('undici:request:create', patchLoaded);
    for (const [dispatcher, dispatch] of patched) dispatcher.prototype.dispatch = dispatch;
  };
}

function tagging(dispatch: Dispatch): Dispatch {
  return function tagged(this: unknown, options, handler) {
    const id = hub().context.getStore()?.id;
    if (id === undefined || isTagged(options.headers)) return dispatch.call(this, options, handler);
    return dispatch.call(this, { ...options, headers: withTag(options.headers, id) }, handler);
  };
}

/** A pool hands its requests on to a client, which has the same entry. */
function isTagged(headers: unknown): boolean {
  return Array.isArray(headers) && headers.at(-2) === REQUEST_TAG;
}

/** Headers in any of undici's forms, as a flat list with the tag at its end. */
function withTag(headers: unknown, id: string): unknown[] {
  if (Array.isArray(headers)) return [...(headers as unknown[]), REQUEST_TAG, id];
  const pairs =
    typeof headers === 'object' && headers !== null && Symbol.iterator in headers
      ? [...(headers as Iterable<[string, unknown]>)]
      : Object.entries(headers ?? {});
  const flat = pairs.flatMap(([name, value]) =>
    Array.isArray(value) ? value.flatMap((each: unknown) => [name, each]) : [name, value],
  );
  return [...flat.filter((each) => each !== undefined), REQUEST_TAG, id];
}

/** Built-in undici is reachable only by its global dispatcher, an Agent: the class that dispatches is above it. */
function builtInDispatcher(): DispatcherClass | undefined {
  let at: unknown = (globalThis as Record<symbol, unknown>)[Symbol.for('undici.globalDispatcher.1')];
  while (typeof at === 'object' && at !== null) {
    if (Object.hasOwn(at, 'dispatch')) return { prototype: at as { dispatch: Dispatch } };
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

/** undici is CommonJS, so each copy of it stands in the module cache, however it was imported. */
function loadedDispatchers(): DispatcherClass[] {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache)
    .filter((file) => /[\\/]undici[^\\/]*[\\/]lib[\\/](?:dispatcher[\\/])?dispatcher-base\.js$/.test(file))
    .map((file) => cache[file]?.exports as DispatcherClass)
    .filter((each) => typeof each?.prototype?.dispatch === 'function');
}
