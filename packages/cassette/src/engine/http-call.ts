import type { Effect, Json } from '@agent-replay/contracts';
import { stripDigests } from '@agent-replay/redaction';
import type { Call } from './call.ts';
import { ignoreFields } from './ignore-fields.ts';
import type { MatchOptions } from './match-options.ts';

/** An HTTP request with its body as bytes, from a client or from the tape. */
export interface PlainRequest {
  method: string;
  url: string;
  headers: readonly (readonly [string, string])[];
  body: Uint8Array;
  effect: Effect;
}

/** Brings a request into the form in which calls are compared. */
export function httpCall(request: PlainRequest, match: MatchOptions): Call {
  const method = request.method.toUpperCase();
  const url = comparableUrl(request.url, match.ignoreQuery ?? []);
  return {
    kind: 'http',
    lane: `${method} ${url.origin}${url.path}`,
    effect: request.effect,
    label: `${method} ${request.url}`,
    content: {
      target: stripDigests(`${method} ${url.origin}${url.path}${url.query}`),
      body: comparableBody(request, match.ignore ?? []),
      headers: chosenHeaders(request.headers, match.headers ?? []),
    },
  };
}

function comparableUrl(
  text: string,
  ignored: readonly string[],
): { origin: string; path: string; query: string } {
  if (!URL.canParse(text)) return { origin: '', path: text, query: '' };
  const url = new URL(text);
  for (const name of ignored) url.searchParams.delete(name);
  url.searchParams.sort();
  // Decoded, so that a placeholder in it can be seen.
  const query = [...url.searchParams].map(([name, value]) => `${name}=${value}`).join('&');
  return {
    origin: `${url.protocol}//${url.host}`,
    path: url.pathname,
    query: query === '' ? '' : `?${query}`,
  };
}

/** JSON as a value, forms as sorted fields, multipart without its boundary, other text as text, bytes as base64. */
function comparableBody({ body, headers }: PlainRequest, ignored: readonly string[]): unknown {
  if (body.byteLength === 0) return null;
  const type = headerOf(headers, 'content-type') ?? '';
  const text = decodeUtf8(body);
  if (text === null) return { base64: Buffer.from(withoutBoundary(body, type)).toString('base64') };
  const json = parseJson(text);
  if (json !== undefined) return stripAll(ignoreFields(json, ignored));
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return stripAll([...new URLSearchParams(text)].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  }
  const boundary = boundaryOf(type);
  return stripDigests(boundary === null ? text : text.replaceAll(boundary, 'boundary'));
}

function withoutBoundary(body: Uint8Array, type: string): Uint8Array {
  const boundary = boundaryOf(type);
  if (boundary === null) return body;
  return Buffer.from(Buffer.from(body).toString('latin1').replaceAll(boundary, 'boundary'), 'latin1');
}

function boundaryOf(type: string): string | null {
  const found = /^multipart\/[^;]+;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  return found?.[1] ?? found?.[2] ?? null;
}

function parseJson(text: string): unknown {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Placeholders of redacted values are equal whatever key made them: a fixture must replay elsewhere. */
function stripAll(value: unknown): unknown {
  return stripDigests(value as Json);
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function chosenHeaders(headers: PlainRequest['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names
      .map((name) => [name.toLowerCase(), headerOf(headers, name) ?? ''])
      .filter(([, value]) => value !== ''),
  );
}

/** The values of a header field, joined as RFC 9110 §5.3 allows. */
export function headerOf(headers: PlainRequest['headers'], name: string): string | undefined {
  const values = headers
    .filter(([each]) => each.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}
