import { unzipSync } from 'node:zlib';
import type { Body, Json } from '@agent-replay/contracts';
import { toBody, toTextBody } from './body.ts';
import { encodeText } from './encode-text.ts';
import { isRecord } from './is-record.ts';
import { MAX_BYTES } from './recording-file.ts';

/**
 * Reads the body of a request or response: `parsed_body` (JSON whose own bytes were not kept), a
 * string, bytes, `{string}`, `{base64_string}`, R's `{raw_gzip}`, what PyYAML makes of an open file, or, from clients that
 * hand over a mapping, JSON.
 *
 * @throws {TypeError} for anything else.
 */
export function toVcrBody(message: Record<string, unknown>): Body | undefined {
  const { parsed_body: parsed, body = message['content'] ?? message['request_body'] } = message;
  // vcrpy's own reading takes a null for "none was parsed".
  if (parsed !== undefined && parsed !== null) return toJsonBody(parsed);
  if (message['binary'] === true) throw new TypeError('its body is a term of Erlang');
  if (!isRecord(body)) return toStringBody(body);
  if (body['file'] === true) throw new TypeError('its body is in a file beside the recording');
  if (typeof body['base64_string'] === 'string') return toBody(Buffer.from(body['base64_string'], 'base64'));
  if (typeof body['raw_gzip'] === 'string') return toBody(unzip(body['raw_gzip']));
  if ('string' in body) return toStringBody(body['string'], body['encoding']);
  // `io.BytesIO` and `io.StringIO`: content, position, and attributes.
  if (Array.isArray(body['state'])) return toStringBody(body['state'][0]);
  return Object.keys(body).length === 0 ? undefined : toJsonBody(body);
}

/** R packs a text itself, by zlib whatever it calls that. */
function unzip(base64: string): Uint8Array {
  try {
    return unzipSync(Buffer.from(base64, 'base64'), { maxOutputLength: MAX_BYTES });
  } catch {
    throw new TypeError('its packed body cannot be unpacked');
  }
}

/** Only Ruby says in which charset a text was; vcrpy keeps those that are no UTF-8 as bytes. */
function toStringBody(value: unknown, encoding?: unknown): Body | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Uint8Array) return toBody(value);
  if (typeof value === 'string')
    return typeof encoding === 'string' ? toBody(encodeText(value, encoding)) : toTextBody(value);
  return typeof value === 'object' ? toJsonBody(value) : toTextBody(stringify(value));
}

/** Holds a JSON value; numbers that JavaScript cannot hold make it a text, digit for digit. */
export function toJsonBody(value: unknown): Body {
  return isJson(value) ? { json: value } : { text: stringify(value) };
}

function isJson(value: unknown): value is Json {
  if (Array.isArray(value)) return value.every(isJson);
  if (isRecord(value)) return Object.values(value).every(isJson);
  return typeof value === 'number'
    ? Number.isFinite(value)
    : value === null || /^(?:string|boolean)$/.test(typeof value);
}

function stringify(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stringify).join(',')}]`;
  if (isRecord(value)) {
    const members = Object.entries(value).map(
      ([name, inner]) => `${JSON.stringify(name)}:${stringify(inner)}`,
    );
    return `{${members.join(',')}}`;
  }
  if (value instanceof Uint8Array) throw new TypeError('the parsed body holds bytes');
  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
