import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  Headers as RecordedHeaders,
  HttpRequest,
  HttpResponse,
  RecordedError,
} from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { isSignals, toRecordedError } from '../http/recorded-error.ts';
import { type BodyCollector, collectBody, requestBody } from './collect-body.ts';
import { listen } from './listen.ts';
import { observeCall, type ObservedCall, type TapOptions } from './observed-call.ts';

/** A request of undici, as its diagnostics channels show it (docs: api/DiagnosticsChannel). */
interface UndiciRequest {
  /** Up to version 7, what its connection calls with each piece of a body. */
  onData?: Piece;
  onBodySent?: Piece;
  origin: string | URL;
  path: string;
  method: string;
  headers: readonly string[] | string;
  upgrade?: unknown;
}

type Piece = (this: unknown, chunk: Uint8Array | string) => unknown;

interface Message {
  request: UndiciRequest;
  chunk?: Uint8Array | string;
  error?: unknown;
  response?: { statusCode: number; statusText: string; headers: readonly Uint8Array[] };
  /** Fields as on the wire; an object where it is HTTP/2. */
  trailers?: readonly Uint8Array[] | object;
}

interface Observed {
  call: ObservedCall;
  sent: Uint8Array[];
  head?: { response: HttpResponse; received: BodyCollector };
  settle: () => void;
  isSent?: boolean;
  /** Its pieces are seen where they pass, and not told of. */
  isWatched?: boolean;
}

/** A request that the global `fetch` made, of which each redirection makes one more. */
export interface Hop {
  method: string;
  url: string;
  /** Of the answer; undefined until its head is there. */
  status?: number;
}

const inFetch = new AsyncLocalStorage<Hop[]>();

/** Runs the global `fetch`, whose requests are observed as one call of `fetch` and not as undici's; `hops` takes each of them. */
export function withinFetch<Result>(hops: Hop[], run: () => Result): Result {
  return inFetch.run(hops, run);
}

/** Observes the undici that a program installed itself, whatever its version; returns its own undo. */
export function tapUndici(options: TapOptions): () => void {
  const calls = new WeakMap<UndiciRequest, Observed>();
  const hops = new WeakMap<UndiciRequest, Hop>();
  const begin = ({ request }: Message): void => {
    // What a tunnel carries is a call, and its way there is none.
    if (request.upgrade != null || request.method === 'CONNECT') return;
    const ofFetch = inFetch.getStore();
    if (ofFetch !== undefined) {
      const hop: Hop = { method: request.method, url: urlOf(request) };
      hops.set(request, hop);
      ofFetch.push(hop);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const observed: Observed = { call: observeCall(options), sent: [], settle: resolve };
    options.track(promise, () => {
      // What it asks for is not known before it has said all.
      if (observed.head !== undefined && observed.isSent === true) finish(observed, { request }, true);
    });
    observed.call.soFar = () => (observed.isSent === true ? seenOf(observed, { request }, true) : undefined);
    calls.set(request, observed);
    observed.isWatched = watchPieces(request, observed);
  };
  const end = (message: Message, truncated: boolean): void => {
    const observed = calls.get(message.request);
    if (observed === undefined) return;
    calls.delete(message.request);
    finish(observed, message, truncated);
  };
  const told = (request: UndiciRequest): Observed | undefined => {
    const observed = calls.get(request);
    return observed?.isWatched === true ? undefined : observed;
  };
  const listeners: [string, (message: Message) => void][] = [
    ['create', begin],
    ['bodyChunkSent', ({ request, chunk }) => told(request)?.sent.push(copy(chunk))],
    [
      'bodySent',
      ({ request }) => {
        const observed = calls.get(request);
        if (observed !== undefined) observed.isSent = true;
      },
    ],
    [
      'headers',
      ({ request, response }) => {
        const hop = hops.get(request);
        if (hop === undefined) keepHead(calls.get(request), response);
        else if (response !== undefined) hop.status = response.statusCode;
      },
    ],
    ['bodyChunkReceived', ({ request, chunk }) => told(request)?.head?.received.add(copy(chunk))],
    ['trailers', (message) => end(message, false)],
    ['error', (message) => end(message, true)],
  ];
  const undo = listeners.map(([name, listener]) => listen(`undici:request:${name}`, listener as () => void));
  return () => {
    for (const step of undo) step();
  };
}

/**
 * Version 6, which is the one in Node 22 and stands behind every copy there that has no dispatcher of its own,
 * tells nobody of the pieces of a body.
 */
function watchPieces(request: UndiciRequest, observed: Observed): boolean {
  const { onData, onBodySent } = request;
  if (onData === undefined || onBodySent === undefined) return false;
  request.onData = function (chunk) {
    observed.head?.received.add(copy(chunk));
    return Reflect.apply(onData, this, [chunk]);
  };
  request.onBodySent = function (chunk) {
    observed.sent.push(copy(chunk));
    return Reflect.apply(onBodySent, this, [chunk]);
  };
  return true;
}

function keepHead(observed: Observed | undefined, response: Message['response']): void {
  if (observed === undefined || response === undefined || response.statusCode < 200) return;
  observed.call.answered();
  const fields = response.headers.map((field) => Buffer.from(field).toString('latin1'));
  const headers = toPairs(fields);
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  observed.head = {
    received: collectBody(type, performance.now()),
    response: {
      status: response.statusCode,
      ...keptReason(response.statusCode, response.statusText),
      headers,
    },
  };
}

function finish(observed: Observed, message: Message, truncated: boolean): void {
  const { call, settle } = observed;
  const { error } = message;
  const failure = error === undefined ? undefined : toFailure(error);
  const { request, response } = seenOf(observed, message, truncated);
  if (response === undefined) call.failed(request, failure ?? toRecordedError(error));
  else call.responded(request, response, failure);
  settle();
}

/** What was asked, and what there is of an answer. */
function seenOf(
  { sent, head }: Observed,
  { request, trailers: fields }: Message,
  truncated: boolean,
): { request: HttpRequest; response?: HttpResponse } {
  const asked = describe(request, sent);
  if (head === undefined) return { request: asked };
  const body = head.received.end();
  const trailers = Array.isArray(fields)
    ? toPairs(fields.map((field) => Buffer.from(field).toString('latin1')))
    : [];
  const response: HttpResponse = {
    ...head.response,
    ...(body !== undefined && { body }),
    ...(trailers.length > 0 && { trailers }),
    ...(truncated && { truncated: true }),
  };
  return { request: asked, response };
}

function toFailure(error: unknown): RecordedError {
  const failure = toRecordedError(error);
  const isAbort = isSignals(failure.name) || failure.code === 'UND_ERR_ABORTED';
  return { ...failure, ...(isAbort && { by: 'client' }) };
}

function describe(request: UndiciRequest, sent: readonly Uint8Array[]): HttpRequest {
  const { method, headers } = request;
  // Version 5 keeps the fields as they go out.
  const fields =
    typeof headers === 'string' ? headers.split('\r\n').flatMap((line) => splitField(line)) : headers;
  const named = toPairs(fields);
  const body = requestBody(sent, named);
  return {
    method,
    url: urlOf(request),
    headers: named,
    ...(body !== undefined && { body }),
  };
}

function urlOf({ origin, path }: UndiciRequest): string {
  return isAbsolute(path) ? path : `${new URL(origin).origin}${path}`;
}

/** What is asked of a proxy names the other server itself (RFC 9112, 3.2.2). */
function isAbsolute(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

function splitField(line: string): [string, string] | [] {
  const colon = line.indexOf(':');
  return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function toPairs(fields: readonly (string | readonly string[])[]): RecordedHeaders {
  return fields.flatMap((name, at): RecordedHeaders => {
    if (at % 2 === 1 || typeof name !== 'string') return [];
    return [fields[at + 1] ?? ''].flat().map((value) => [name, value]);
  });
}

function copy(chunk: Uint8Array | string | undefined): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : Uint8Array.from(chunk ?? []);
}
