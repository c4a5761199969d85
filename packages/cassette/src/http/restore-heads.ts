import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Headers as RecordedHeaders } from '@agent-replay/contracts';
import { reasonOf } from './reason-phrase.ts';
import { restoreUndici } from './restore-undici.ts';
import { ANSWER_HEADER } from './wire-response.ts';
import type { Answers } from './answers.ts';

/**
 * Puts recorded heads back behind the clients' parsers: the fields as they were, in order, case and
 * number, and the reason phrase, which nock cannot send. Reaches node:http and every copy of undici.
 *
 * @returns its own undo
 */
export function restoreHeads(answers: Answers): () => void {
  const onHttp = (message: unknown) =>
    restoreIncoming((message as { response: IncomingMessage }).response, answers);
  subscribe('http.client.response.finish', onHttp);
  const undo = restoreUndici(answers);
  return () => {
    unsubscribe('http.client.response.finish', onHttp);
    undo();
  };
}

function restoreIncoming(incoming: IncomingMessage, answers: Answers): void {
  // `headers` is derived on first use, which this is not to be.
  const { rawHeaders } = incoming;
  const at = rawHeaders.findLastIndex((text, index) => index % 2 === 0 && text === ANSWER_HEADER);
  const id = at < 0 ? undefined : rawHeaders[at + 1];
  const recorded = id === undefined ? undefined : answers.get(id)?.response;
  if (id === undefined || recorded === undefined) return;
  answers.delete(id);
  rawHeaders.splice(0, rawHeaders.length, ...recorded.headers.flat());
  const headers: IncomingHttpHeaders = {};
  for (const [name, value] of recorded.headers) addHeader(headers, name.toLowerCase(), value);
  incoming.headers = headers;
  // Set, not defined: an accessor of its own makes every message several times as large.
  incoming.headersDistinct = distinctHeaders(recorded.headers);
  incoming.statusMessage = reasonOf(recorded);
  if (recorded.trailers !== undefined) restoreTrailers(incoming, recorded.trailers);
}

/** Interceptors send none; whoever reads them after the end finds them there. */
function restoreTrailers(incoming: IncomingMessage, trailers: RecordedHeaders): void {
  const value: Record<string, string> = {};
  for (const [name, text] of trailers) {
    const known = value[name.toLowerCase()];
    value[name.toLowerCase()] = known === undefined ? text : `${known}, ${text}`;
  }
  Object.defineProperty(incoming, 'trailers', { value, configurable: true });
  Object.defineProperty(incoming, 'rawTrailers', { value: trailers.flat(), configurable: true });
}

function distinctHeaders(recorded: RecordedHeaders): Record<string, string[]> {
  const headers = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of recorded) (headers[name.toLowerCase()] ??= []).push(value);
  return headers;
}

/** Joins repeated fields as node:http does. */
function addHeader(headers: IncomingHttpHeaders, name: string, value: string): void {
  const known = headers[name];
  if (name === 'set-cookie') headers[name] = [...(headers[name] ?? []), value];
  else if (known === undefined) headers[name] = value;
  else if (!FIRST_ONLY.has(name))
    headers[name] = `${String(known)}${name === 'cookie' ? '; ' : ', '}${value}`;
}

const FIRST_ONLY = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
]);
