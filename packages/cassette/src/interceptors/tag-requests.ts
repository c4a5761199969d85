import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { currentSession, hub } from '../session.ts';
import { type Dispatch, pastProxies } from './past-proxies.ts';

/** Names the tape that a request belongs to, from the client's entry to the interceptor. */
export const REQUEST_TAG = 'x-agent-replay-session';

interface Dispatcher {
  dispatch: Dispatch;
}

/**
 * Tags requests where their clients enter, while tapes own async contexts, or a closed one did: behind a pool a request may
 * run in the context of another. Reaches node:http and each copy of undici that is loaded.
 *
 * @returns its own undo, and what reaches copies that were loaded since
 */
export function tagRequests(): (() => void) & { patchLoaded: () => void } {
  const patched = new Map<Dispatcher, Dispatch>();
  // The cache of a process that has loaded much takes longer to look through than a small fixture.
  let isCurrent = false;
  const patch = (dispatcher: Dispatcher | undefined, wrap: (dispatch: Dispatch) => Dispatch) => {
    if (typeof dispatcher?.dispatch !== 'function' || patched.has(dispatcher)) return;
    patched.set(dispatcher, dispatcher.dispatch);
    dispatcher.dispatch = wrap(dispatcher.dispatch);
  };
  const patchFile = (file: string) => {
    if (BASE.test(file)) patch(exportOf<Dispatcher>(file)?.prototype, tagging);
    else if (PROXY.test(file)) {
      const Agent = exportOf<Dispatcher>(join(dirname(file), 'agent.js'));
      if (Agent !== undefined)
        patch(exportOf<Dispatcher>(file)?.prototype, (dispatch) => pastProxies(dispatch, Agent));
    }
  };
  const patchLoaded = () => {
    patch(builtInDispatcher(), tagging);
    if (isCurrent) return;
    isCurrent = true;
    for (const file of Object.keys(cache)) patchFile(file);
  };
  const onLoaded = (message: unknown) => {
    isCurrent = false;
    const { parentFilename, id } = message as { parentFilename?: string; id: string };
    if (parentFilename !== undefined && id.startsWith('.'))
      patchFile(resolve(dirname(parentFilename), id.replace(/(?:\.js)?$/, '.js')));
  };
  const onHttp = (message: unknown) => {
    const id = tagHere();
    const { request } = message as { request: ClientRequest };
    if (id !== undefined && !request.headersSent) request.setHeader(REQUEST_TAG, id);
  };
  const onUndici = (message: unknown) => {
    // A copy that was loaded unseen: its first request goes untagged and is refused, the next ones are not.
    patchLoaded();
    // No library below answers a request that is written behind another one before that has its answer.
    if (hub().isReserved()) (message as { request: { idempotent: boolean } }).request.idempotent = false;
  };
  patchLoaded();
  subscribe('http.client.request.created', onHttp);
  subscribe('undici:request:create', onUndici);
  subscribe('tracing:module.require:end', onLoaded);
  const undo = (): void => {
    unsubscribe('http.client.request.created', onHttp);
    unsubscribe('undici:request:create', onUndici);
    unsubscribe('tracing:module.require:end', onLoaded);
    for (const [dispatcher, dispatch] of patched) dispatcher.dispatch = dispatch;
  };
  return Object.assign(undo, { patchLoaded });
}

const { cache } = createRequire(import.meta.url);

/** None for the tape of the whole process, whose requests need none. */
function tagHere(): string | undefined {
  const session = currentSession();
  return session === undefined || session === hub().owner() ? undefined : hub().tag(session);
}

function tagging(dispatch: Dispatch): Dispatch {
  return function tagged(this: unknown, options, handler) {
    const id = tagHere();
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
function builtInDispatcher(): Dispatcher | undefined {
  let at: unknown = (globalThis as Record<symbol, unknown>)[Symbol.for('undici.globalDispatcher.1')];
  while (typeof at === 'object' && at !== null) {
    if (Object.hasOwn(at, 'dispatch')) return at as Dispatcher;
    at = Object.getPrototypeOf(at);
  }
  return undefined;
}

/** undici is CommonJS, so each copy of it stands in the module cache, however it was imported. */
function exportOf<Instance>(file: string): (new () => Instance) | undefined {
  const loaded: unknown = cache[file]?.exports;
  return typeof loaded === 'function' ? (loaded as new () => Instance) : undefined;
}

const BASE = /[\\/]undici[^\\/]*[\\/]lib[\\/](?:dispatcher[\\/])?dispatcher-base\.js$/;
const PROXY = /[\\/]undici[^\\/]*[\\/]lib[\\/](?:dispatcher[\\/])?proxy-agent\.js$/;
