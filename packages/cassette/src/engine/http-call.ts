import { isUtf8 } from 'node:buffer';
import { type Effect, httpLane, type Json } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import type { Call } from './call.ts';
import { ignoreFields } from './ignore-fields.ts';
import { comparableUrl } from './comparable-url.ts';
import { type MatchOptions, VOLATILE_HEADERS } from './match-options.ts';

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
  return {
    kind: 'http',
    lane: lane ?? httpLane(method, base),
    effect: () => (typeof request.effect === 'function' ? request.effect() : request.effect),
    label: `${method} ${request.url}`,
    url: request.url,
    content: {
      target: stripPlaceholders(`${method} ${base}${query}`),
      body: comparableBody(request, match.ignore ?? []),
      headers: chosenHeaders(request.headers, match.headers ?? []),
    },
    sent: () => sentBody(request.body),
  };
}

function sentBody(body: Uint8Array): Json | undefined {
  if (body.byteLength === 0 || !isUtf8(body)) return undefined;
  const text = textOf(body);
  return (parseJson(text) as Json | undefined) ?? text;
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}

const VOLATILE_HINT = /idempotency_?key|client_?request_?id/i;

/** JSON as a value, forms as fields, multipart without its boundary, other text as text, bytes as base64. */
function comparableBody({ body, headers }: PlainRequest, ignored: readonly string[]): unknown {
  if (body.byteLength === 0) return null;
  if (!isUtf8(body)) return { base64: withoutBoundary(body, headers) };
  const text = textOf(body);
  const json = parseJson(text);
  if (json !== undefined) {
    const isPlain = ignored.length === 0 && !VOLATILE_HINT.test(text);
    return stripPlaceholders((isPlain ? json : ignoreFields(json, ignored)) as Json, text);
  }
  const type = headerOf(headers, 'content-type') ?? '';
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return stripPlaceholders(ignoreFields(formFields(text), ignored) as Json);
  }
  const boundary = boundaryOf(type);
  return stripPlaceholders(boundary === null ? text : text.replaceAll(boundary, 'boundary'), text);
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

function withoutBoundary(body: Uint8Array, headers: PlainRequest['headers']): string {
  const boundary = boundaryOf(headerOf(headers, 'content-type') ?? '');
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (boundary === null) return bytes.toString('base64');
  return Buffer.from(bytes.toString('latin1').replaceAll(boundary, 'boundary'), 'latin1').toString('base64');
}

function boundaryOf(type: string): string | null {
  const found = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Placeholders of redacted values are equal whatever key made them: a fixture must replay elsewhere. */
function stripPlaceholders<T extends Json>(value: T, text: unknown = value): T {
  return typeof text === 'string' && !text.includes('[REDACTED:') ? value : stripDigests(value);
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
  const values = headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}
