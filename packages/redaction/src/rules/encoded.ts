import { gunzipSync, gzipSync, inflateSync, deflateSync } from 'node:zlib';
import type { Edit } from '../edit.ts';
import type { Rule, Scan } from './rule.ts';

/** Texts inside percent, base64 and hex encoding, compressed or not: taken out, redacted, and put back in the same encoding. */
export const encoded: Rule = {
  name: 'encoded',
  find(text, scan) {
    return [...percent(text, scan), ...base64(text, scan), ...hex(text, scan)];
  },
};

/** The most bytes that one peel may give. */
const MOST = 4 * 1024 * 1024;

const ESCAPE = /%[0-9A-Fa-f]{2}/y;
const NOT_IN_TOKEN = /[\s"'`<>{}|^\\[\]]/;

function percent(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    ESCAPE.lastIndex = at;
    if (!ESCAPE.test(text)) continue;
    const floor = edits.at(-1)?.end ?? 0;
    let start = at;
    while (start > floor && !NOT_IN_TOKEN.test(text[start - 1] ?? ' ')) start -= 1;
    let end = at;
    while (end < text.length && !NOT_IN_TOKEN.test(text[end] ?? ' ')) end += 1;
    const token = text.slice(start, end);
    const plain = decodePercent(token);
    const after = plain === undefined ? undefined : scan.inner(plain);
    if (after !== undefined && after !== plain)
      edits.push({ start, end, kind: 'encoded', text: encodeURIComponent(after) });
    at = end;
  }
  return edits;
}

function decodePercent(token: string): string | undefined {
  try {
    return decodeURIComponent(token);
  } catch {
    return undefined;
  }
}

const BASE64 = /(?:[A-Za-z0-9+/]{4,}|[A-Za-z0-9_-]{4,})={0,2}/g;

function base64(text: string, scan: Scan): Edit[] {
  return tokens(text, BASE64, 16, (token) => {
    const isUrl = /[_-]/.test(token);
    const encoding = isUrl ? 'base64url' : 'base64';
    const after = redactBytes(token, encoding, scan);
    if (after === undefined) return undefined;
    const again = Buffer.from(after).toString(encoding);
    return isUrl && token.endsWith('=')
      ? again.padEnd(Math.ceil(again.length / 4) * 4, '=')
      : again.replace(/=+$/, token.endsWith('=') || token.length % 4 === 0 ? '$&' : '');
  });
}

const HEX =
  /(?<![A-Za-z0-9])(?:[0-9a-f]{2}){12,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])(?:[0-9A-F]{2}){12,}(?![A-Za-z0-9])/g;

function hex(text: string, scan: Scan): Edit[] {
  return tokens(text, HEX, 24, (token) => {
    const after = redactBytes(token, 'hex', scan);
    const again = after && Buffer.from(after).toString('hex');
    return again && (/[A-F]/.test(token) ? again.toUpperCase() : again);
  });
}

function tokens(
  text: string,
  pattern: RegExp,
  least: number,
  redact: (token: string) => string | undefined,
): Edit[] {
  const edits: Edit[] = [];
  for (const found of text.matchAll(pattern)) {
    if (found[0].length < least) continue;
    const after = redact(found[0]);
    if (after !== undefined)
      edits.push({ start: found.index, end: found.index + found[0].length, kind: 'encoded', text: after });
  }
  return edits;
}

function redactBytes(
  token: string,
  encoding: 'base64' | 'base64url' | 'hex',
  scan: Scan,
): Uint8Array | undefined {
  const head = Buffer.from(token.slice(0, 64), encoding);
  if (head[0] === 0x1f && head[1] === 0x8b) return compressed(token, encoding, scan, gunzipSync, gzipSync);
  if (head[0] === 0x78 && (head[1] === 0x01 || head[1] === 0x9c || head[1] === 0xda))
    return compressed(token, encoding, scan, inflateSync, deflateSync);
  if (isUtf16(head)) return redactText(Buffer.from(token, encoding), 'utf16le', scan);
  return looksLikeText(head) ? redactText(Buffer.from(token, encoding), 'utf8', scan) : undefined;
}

type Zip = (bytes: Uint8Array, options?: { maxOutputLength: number }) => Buffer;

function compressed(
  token: string,
  encoding: 'base64' | 'base64url' | 'hex',
  scan: Scan,
  unzip: Zip,
  zip: Zip,
): Uint8Array | undefined {
  let plain: Buffer;
  try {
    plain = unzip(Buffer.from(token, encoding), { maxOutputLength: MOST });
  } catch (error) {
    return isTooLarge(error) ? zip(Buffer.from(scan.placeholder('unread', token))) : undefined;
  }
  if (!scan.spend(plain.length)) return zip(Buffer.from(scan.placeholder('unread', token)));
  const after = redactText(plain, 'utf8', scan);
  return after && zip(after);
}

/** What cannot be looked into must not pass. */
function isTooLarge(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
  );
}

function redactText(bytes: Buffer, charset: 'utf8' | 'utf16le', scan: Scan): Buffer | undefined {
  if (bytes.length > MOST) return undefined;
  const text = bytes.toString(charset);
  if (charset === 'utf8' && text.includes('\ufffd')) return undefined;
  const after = scan.inner(text);
  return after === text ? undefined : Buffer.from(after, charset);
}

/** Letters of ASCII with zeros between: what PowerShell's -EncodedCommand takes. */
function isUtf16(head: Buffer): boolean {
  return head.length >= 8 && head.every((byte, at) => (at % 2 === 1 ? byte === 0 : byte >= 9 && byte < 127));
}

function looksLikeText(head: Buffer): boolean {
  let control = 0;
  let high = 0;
  for (const byte of head) {
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) control += 1;
    if (byte > 127) high += 1;
  }
  return control === 0 && high * 4 <= head.length;
}
