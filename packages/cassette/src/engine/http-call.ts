import { isUtf8 } from 'node:buffer';
import { type Effect, httpLane, type Json } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import type { Call, CallContent, Sent } from './call.ts';
import { ignoreFields } from './ignore-fields.ts';
import { type RpcMessage, rpcMessages, withoutRpcIds } from './json-rpc.ts';
import { type RpcIds, rpcIds } from './rpc-ids.ts';
import { boundaryOf, partsOf, type Said, saidInParts } from './multipart.ts';
import { comparableUrl } from './comparable-url.ts';
import { type MatchOptions, VOLATILE_HEADERS, VOLATILE_MEMBERS } from './match-options.ts';

/** An HTTP request with its body as bytes, from a client or from the tape. */
export interface PlainRequest {
  method: string;
  url: string;
  headers: readonly (readonly [string, string])[];
  body: Uint8Array;
  effect: Effect | (() => Effect);
}

/**
 * Brings a request into the form in which calls are compared.
 *
 * @param lane the one it was recorded in
 */
export function httpCall(request: PlainRequest, match: MatchOptions, lane?: string): Call {
  const method = request.method.toUpperCase();
  const { base, query } = comparableUrl(request.url, match.ignoreQuery ?? []);
  const type = headerOf(request.headers, 'content-type') ?? '';
  const contentAs = (kind: string) => ({
    target: stripPlaceholders(`${method} ${base}${query}`),
    ...comparableBody(request.body, kind, match.ignore ?? []),
    headers: chosenHeaders(request.headers, match.headers ?? []),
  });
  return {
    kind: 'http',
    lane: lane ?? httpLane(method, base),
    effect: () => (typeof request.effect === 'function' ? request.effect() : request.effect),
    label: `${method} ${request.url}`,
    url: request.url,
    content: contentAs(namesParts(type) ? type : formTypeOf(request.body) || type),
    ...(FORM.test(type) && { untyped: () => contentAs('') }),
    sent: () => sentBody(request.body),
    messages: () => messagesOf(request.body),
    rpcIds: () => idsOf(request.body),
  };
}

/** What is larger is told by its differences alone: a ledger is read, and kept, as a whole. */
const MOST_SENT = 4_000_000;

function sentBody(body: Uint8Array): Sent | undefined {
  if (body.byteLength === 0 || body.byteLength > MOST_SENT) return undefined;
  if (!isUtf8(body)) return { received: bytesOf(body).toString('base64'), encoding: 'base64' };
  const text = textOf(body);
  return { received: (parseJson(text) as Json | undefined) ?? text };
}

function messagesOf(body: Uint8Array): RpcMessage[] {
  return bytesOf(body).includes('"jsonrpc"') ? rpcMessages(textOf(body)) : [];
}

/** The ids in a body of JSON-RPC, as it has them. */
export function idsOf(body: Uint8Array): RpcIds[] {
  return bytesOf(body).includes('"jsonrpc"') ? rpcIds(textOf(body)) : [];
}

function textOf(body: Uint8Array): string {
  return bytesOf(body).toString();
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a body says: without the fields that are left out, and placeholders without their digests. */
function comparableBody(
  body: Uint8Array,
  type: string,
  ignored: readonly string[],
): Pick<CallContent, 'body' | 'form'> {
  if (body.byteLength === 0) return { body: null };
  const bytes = bytesOf(body);
  const said = saidBy(bytes, type);
  const isWhole = ignored.length === 0 && !VOLATILE.some((name) => bytes.includes(name));
  // A form escapes the brackets of a placeholder.
  const isRedacted = FORM.test(type) || bytes.includes('[REDACTED:');
  const compared = (what: unknown): unknown => {
    const kept = (isWhole ? what : ignoreFields(what, ignored)) as Json;
    return isRedacted ? stripDigests(kept) : kept;
  };
  return {
    body: compared(said.value),
    ...(typeof said.form === 'object' && { form: compared(said.form) }),
  };
}

const VOLATILE = [...VOLATILE_MEMBERS];
const FORM = /^application\/x-www-form-urlencoded/i;

/** False for a type that recorders leave out, or without the boundary that makes a form in parts one. */
function namesParts(type: string): boolean {
  return type !== '' && (!/^multipart\//i.test(type) || boundaryOf(type) !== null);
}

/** A form in parts is one all the same, whose boundary is another in each run. */
function formTypeOf(body: Uint8Array): string {
  if (body.byteLength === 0) return '';
  const head = bytesOf(body).toString('latin1', 0, 256);
  const boundary = /^--([\w'()+,./:=?-]{1,70})\r\ncontent-disposition: form-data;/i.exec(head)?.[1];
  return boundary === undefined ? '' : `multipart/form-data; boundary="${boundary}"`;
}

/** Bodies in parts within parts are as deep as mail has them, which a hostile one is not. */
const DEEPEST = 8;

/** JSON as a value, JSON-RPC without its ids, forms as fields, multipart as parts, other text as text, bytes as base64. */
function saidBy(bytes: Buffer, type: string, depth = 0): Said {
  const boundary = boundaryOf(type);
  const parts = boundary === null || depth === DEEPEST ? undefined : partsOf(bytes, boundary);
  if (parts !== undefined)
    return saidInParts(parts, type, ({ body, headers }) =>
      saidBy(body, [headers['content-type'] ?? ''].flat().join(', '), depth + 1),
    );
  if (!isUtf8(bytes))
    return { value: { base64: withoutBoundary(bytes, boundary).toString('base64') }, form: 'bytes' };
  const text = bytes.toString();
  const json = parseJson(text);
  if (json !== undefined)
    return { value: text.includes('"jsonrpc"') ? withoutRpcIds(json) : json, form: 'json' };
  if (FORM.test(type)) return { value: formFields(text), form: 'fields' };
  return { value: boundary === null ? text : text.replaceAll(boundary, 'boundary'), form: 'text' };
}

/** A form as an object, so that a pointer can name a field; one that repeats is a list. */
function formFields(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return { ...fields };
}

function withoutBoundary(bytes: Buffer, boundary: string | null): Buffer {
  return boundary === null
    ? bytes
    : Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1');
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isDeeper(value, DEEPEST_JSON) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** What nests deeper than a recording holds is text. */
const DEEPEST_JSON = 256;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}

/** Placeholders of redacted values are equal whatever key made them: a fixture must replay elsewhere. */
function stripPlaceholders(text: string): string {
  return text.includes('[REDACTED:') ? stripDigests(text) : text;
}

function chosenHeaders(headers: PlainRequest['headers'], names: readonly string[]): Record<string, string> {
  if (names.length === 0) return {};
  const chosen = names.includes('*')
    ? headers.map(([name]) => name.toLowerCase())
    : names.map((name) => name.toLowerCase());
  return Object.fromEntries(
    chosen
      .filter((name) => !VOLATILE_HEADERS.has(name))
      .map((name): [string, string] => [name, stripPlaceholders(headerOf(headers, name) ?? '')])
      .filter(([, value]) => value !== ''),
  );
}

/** The values of a header field, joined as RFC 9110 §5.3 allows. */
export function headerOf(headers: PlainRequest['headers'], name: string): string | undefined {
  const wanted = name.toLowerCase();
  let found: string | undefined;
  for (const [each, value] of headers) {
    if (each.length !== wanted.length || each.toLowerCase() !== wanted) continue;
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}
