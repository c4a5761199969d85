import type { ClientRequest, IncomingMessage } from 'node:http';
import type {
  Headers as RecordedHeaders,
  HttpRequest,
  HttpResponse,
  RecordedError,
} from '@agent-replay/contracts';
import { keptReason } from '../http/reason-phrase.ts';
import { toRecordedError } from '../http/recorded-error.ts';
import { collectBody, requestBody } from './collect-body.ts';
import { fieldsOf, isUpgrade } from './client-request.ts';
import { listen } from './listen.ts';
import { observeCall, type ObservedCall, type TapOptions } from './observed-call.ts';
import { before } from './watch-method.ts';

type Informational = NonNullable<HttpResponse['informational']>[number];

interface Observed {
  call: ObservedCall;
  sent: Uint8Array[];
  informational: Informational[];
  isAnswered: boolean;
  /** Of the server that answered. */
  port?: number | undefined;
  /** The connection's error, when it struck within the body. */
  cutBy?: RecordedError;
  /** The client gave it up while its connection was whole. */
  isLeft?: boolean;
}

/** Observes node:http and node:https, and so whatever is built on them; returns its own undo. */
export function tapHttp(options: TapOptions): () => void {
  const calls = new WeakMap<ClientRequest, Observed>();
  const listeners: [string, (message: unknown) => void][] = [
    ['http.client.request.created', (message) => begin((message as { request: ClientRequest }).request)],
    [
      'http.client.request.error',
      (message) => {
        const { request, error } = message as { request: ClientRequest; error: unknown };
        const observed = calls.get(request);
        if (observed === undefined) return;
        // In the middle of an answer it is what the answer was cut off by.
        const failure: RecordedError = {
          ...toRecordedError(error),
          ...(observed.isLeft === true && { by: 'client' }),
        };
        if (observed.isAnswered) observed.cutBy = failure;
        else observed.call.failed(describe(request, observed), failure);
      },
    ],
    [
      'http.client.response.finish',
      (message) => {
        const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
        const observed = calls.get(request);
        if (observed === undefined) return;
        observed.isAnswered = true;
        observed.call.answered();
        observed.port = request.socket?.remotePort;
        const { closed, end, soFar } = observe(observed, request, response);
        observed.call.soFar = () =>
          request.writableEnded ? { request: describe(request, observed), response: soFar() } : undefined;
        options.track(closed, () => {
          // What it asks for is not known before it has said all.
          if (request.writableEnded) end();
        });
      },
    ],
  ];
  const undo = listeners.map(([name, listener]) => listen(name, listener));
  return () => {
    for (const step of undo) step();
  };

  function begin(request: ClientRequest): void {
    // A session from its first byte, whatever its server says.
    if (isUpgrade(request)) return;
    const sent: Uint8Array[] = [];
    const informational: Informational[] = [];
    request.on('information', ({ statusCode, statusMessage, rawHeaders }) => {
      informational.push({ status: statusCode, reason: statusMessage, headers: pairs(rawHeaders) });
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    options.track(promise);
    // An answer is waited for by itself; when it comes in the same turn, first.
    request.once('close', resolve);
    const observed: Observed = { call: observeCall(options), sent, informational, isAnswered: false };
    // What it asks for is not known before it has said all.
    observed.call.soFar = () =>
      request.writableEnded ? { request: describe(request, observed) } : undefined;
    calls.set(request, observed);
    noticeLeaving(request, request, observed);
    copyWrites(request, sent);
  }
}

function copyWrites(request: ClientRequest, sent: Uint8Array[]): void {
  const write = request.write.bind(request);
  const end = request.end.bind(request);
  const keep = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === 'string')
      sent.push(Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'));
    else if (chunk instanceof Uint8Array) sent.push(Uint8Array.from(chunk));
  };
  let inEnd = false;
  request.write = function tapped(...args: unknown[]) {
    if (!inEnd) keep(args[0], args[1]);
    return Reflect.apply(write, undefined, args) as boolean;
  } as typeof write;
  request.end = function tapped(...args: unknown[]) {
    keep(args[0], args[1]);
    inEnd = true;
    return Reflect.apply(end, undefined, args) as ClientRequest;
  } as typeof end;
}

function observe(
  observed: Observed,
  request: ClientRequest,
  response: IncomingMessage,
): { closed: Promise<void>; end: () => void; soFar: () => HttpResponse } {
  const { call } = observed;
  const collector = collectBody(response.headers['content-type'] ?? '', performance.now());
  noticeLeaving(response, request, observed);
  const push = response.push.bind(response);
  response.push = function tapped(chunk: unknown, encoding?: BufferEncoding) {
    if (chunk instanceof Uint8Array) collector.add(chunk);
    return push(chunk, encoding);
  };
  const soFar = (): HttpResponse => {
    const headers = pairs(response.rawHeaders);
    const body = collector.end();
    return {
      status: response.statusCode ?? 0,
      ...keptReason(response.statusCode ?? 0, response.statusMessage),
      headers,
      ...(body !== undefined && { body }),
      ...(response.rawTrailers.length > 0 && { trailers: pairs(response.rawTrailers) }),
      ...(observed.informational.length > 0 && { informational: observed.informational }),
      ...(!response.complete && { truncated: true }),
    };
  };
  const end = (): void => {
    const answer = soFar();
    const cutBy = observed.cutBy ?? (observed.isLeft === true ? LEFT : undefined);
    call.responded(describe(request, observed), answer, response.complete ? undefined : cutBy);
  };
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  response.once('close', () => {
    end();
    resolve();
  });
  return { closed, end, soFar };
}

/** What node:http says of a body whose reader went. */
const LEFT: RecordedError = { name: 'Error', message: 'aborted', code: 'ECONNRESET', by: 'client' };

/** Node itself destroys them too, but only when their connection is gone. */
function noticeLeaving(
  stream: ClientRequest | IncomingMessage,
  request: ClientRequest,
  observed: Observed,
): void {
  before(stream, 'destroy', () => {
    const { socket } = request;
    if (!stream.destroyed && (socket === null || !(socket.destroyed || socket.errored)))
      observed.isLeft = true;
  });
}

function pairs(raw: readonly string[]): RecordedHeaders {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []));
}

function describe(request: ClientRequest, { sent, port }: Observed): HttpRequest {
  const headers = fieldsOf(request);
  const body = requestBody(sent, headers);
  const { path } = request;
  return {
    method: request.method,
    // A target that does not begin with "/" is a whole URL, as proxies are asked.
    url: path.startsWith('/') ? `${request.protocol}//${authorityOf(request, headers, port)}${path}` : path,
    headers,
    ...(body !== undefined && { body }),
  };
}

/** Where the connection went, which is where a replay sees it go; a `Host` of the user's own may say otherwise. */
function authorityOf(request: ClientRequest, headers: RecordedHeaders, port: number | undefined): string {
  const named = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const host = request.host.includes(':') ? `[${request.host}]` : request.host;
  if (named !== undefined && named.replace(/:\d+$/, '') === host) return named;
  const usual = request.protocol === 'https:' ? 443 : 80;
  return port === undefined || port === usual ? host : `${host}:${port}`;
}
