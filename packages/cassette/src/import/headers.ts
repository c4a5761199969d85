import type { Headers } from '@agent-replay/contracts';
import { isRecord } from './is-record.ts';

/**
 * Reads header fields: a mapping of names to a value or a list of values, a list of pairs, of
 * `{name, value}`, or a flat list of names and values; values may be bytes. HTTP/2 pseudo fields
 * (`:status`) belong to no message that a client sees, and are left out.
 */
export function toHeaders(headers: unknown): Headers {
  return toPairs(headers).flatMap(([name, values]): Headers => {
    if (typeof name !== 'string' || name === '' || name.startsWith(':')) return [];
    return (Array.isArray(values) ? values : [values]).map((value: unknown) => [name, toValue(value)]);
  });
}

function toPairs(headers: unknown): readonly (readonly [unknown, unknown])[] {
  if (isRecord(headers)) return Object.entries(headers);
  if (!Array.isArray(headers)) return [];
  if (headers.every((item) => typeof item === 'string')) {
    return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]] as const] : []));
  }
  return headers.map((item: unknown) =>
    Array.isArray(item)
      ? [item[0], item[1]]
      : isRecord(item)
        ? [item['name'], item['value']]
        : [undefined, undefined],
  );
}

function toValue(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (typeof value === 'object') return value === null ? '' : JSON.stringify(value);
  return String((value as string | number | boolean | undefined) ?? '');
}
