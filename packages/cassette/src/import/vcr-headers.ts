import type { Headers } from '@agent-replay/contracts';
import { isRecord } from './is-record.ts';

/**
 * Reads header fields: a mapping of names to a value or a list of values, or a list of pairs; values
 * may be bytes. HTTP/2 pseudo fields (`:status`) belong to no message a client sees, and are left out.
 */
export function toVcrHeaders(headers: unknown): Headers {
  const pairs: unknown[] = Array.isArray(headers)
    ? headers
    : isRecord(headers)
      ? Object.entries(headers)
      : [];
  return pairs.flatMap((pair): Headers => {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string' || pair[0].startsWith(':')) return [];
    const [name, values] = pair as [string, unknown];
    return (Array.isArray(values) ? values : [values]).map((value: unknown) => [name, toValue(value)]);
  });
}

function toValue(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  return typeof value === 'string' ? value : String(value ?? '');
}
