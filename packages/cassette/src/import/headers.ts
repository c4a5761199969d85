import type { Headers } from '@agent-replay/contracts';
import { isRecord } from './is-record.ts';

/**
 * Reads header fields: a mapping of names to a value or a list of values, a list of pairs, of
 * `{name, value}`, of whole lines, or a flat list of names and values; values may be bytes. What is no
 * name, as those of HTTP/2's pseudo fields (`:status`), belongs to no message that a client sees, and is left out.
 */
export function toHeaders(headers: unknown): Headers {
  return toPairs(headers).flatMap(([key, values]): Headers => {
    const name = toName(key);
    if (!TOKEN.test(name)) return [];
    const each = (Array.isArray(values) ? values : [values]).flatMap(toValues);
    return each.map((value): [string, string] => [name, value]);
  });
}

/** What is a name (RFC 9110 §5.1). WebPageTest lists the first line of a request among its fields. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** PyYAML writes a name of aiohttp, which is an object, as the list of what it is made of. */
function toName(key: unknown): string {
  if (typeof key !== 'string') return '';
  return /^\[ (["']?)([\w!#$%&'*+.^`|~-]+)\1 \]$/.exec(key)?.[2] ?? key;
}

function toPairs(headers: unknown): readonly (readonly [unknown, unknown])[] {
  if (isRecord(headers)) return Object.entries(storeOf(headers) ?? headers);
  if (!Array.isArray(headers)) return [];
  if (headers.every((item) => typeof item === 'string')) {
    if (headers.every((line) => LINE.test(line))) return headers.map(splitLine);
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

const LINE = /^[\w!#$%&'*+.^`|~-]+:[ \t]/;

function splitLine(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** PyYAML writes the mapping of `requests` out as the object that it is: by lower name, name and value. */
function storeOf(headers: Record<string, unknown>): Record<string, unknown> | undefined {
  const { _store: store = isRecord(headers['state']) ? headers['state']['_store'] : undefined } = headers;
  if (!isRecord(store)) return undefined;
  const pairs = Object.entries(store).map(([key, pair]): [string, unknown] =>
    Array.isArray(pair) && pair.length === 2 ? [String(pair[0]), pair[1]] : [key, pair],
  );
  return Object.fromEntries(pairs);
}

/** Browsers join the values of a repeated field with line feeds; a line that goes on is one value. */
function toValues(value: unknown): string[] {
  const text = toValue(value).replaceAll(/\r?\n[ \t]+/g, ' ');
  return text.includes('\n') ? text.split(/\r?\n/).filter((each) => each !== '') : [text];
}

function toValue(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  if (typeof value === 'object') return value === null ? '' : JSON.stringify(value);
  return String((value as string | number | boolean | undefined) ?? '');
}
