import type { Headers as RecordedHeaders } from '@agent-replay/contracts';

/** A field's name: RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The fields that HTTP can carry; recordings of other tools, and edited ones, may hold what it cannot. */
export function wireHeaders(headers: RecordedHeaders): RecordedHeaders {
  return headers.every(([name, value]) => TOKEN.test(name) && isPlain(value))
    ? headers
    : headers.filter(([name]) => TOKEN.test(name)).map(([name, value]) => [name, wireText(value)]);
}

function isPlain(value: string): boolean {
  return !/[^\t\x20-\x7e\x80-\xff]/.test(value);
}

/** Characters are bytes on the wire; those that are no byte go as their UTF-8. Control characters end a field. */
export function wireText(value: string): string {
  const bytes = /[^\0-\xff]/.test(value) ? Buffer.from(value, 'utf8').toString('latin1') : value;
  // oxlint-disable-next-line no-control-regex
  return bytes.replaceAll(/[\0-\x08\x0a-\x1f\x7f]+/g, ' ');
}

/** Header fields, a line each. */
export function readFields(lines: readonly string[]): [string, string][] {
  return lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}
