import { gunzipSync, gzipSync, inflateSync, deflateSync } from 'node:zlib';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/** Texts inside percent, base64 and hex encoding, compressed or not: taken out, redacted, and put back in the same encoding. */
export const encoded: Rule = {
  name: 'encoded',
  mayFind: ({ marks, runs }) => runs.length > 0 || (marks & Mark.PERCENT) > 0,
  find(text, scan, { runs }) {
    return [...percent(text, scan), ...tokens(text, runs, scan)];
  },
};

/** The most bytes that one peel may give. */
const MOST = 4 * 1024 * 1024;

const ESCAPE = /%[0-9A-Fa-f]{2}/y;
const NOT_IN_TOKEN = /[&=;,?#/\s"'`<>{}|^\\[\]]/;

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
    const plain = decodePercent(/%(?:22|7B)/i.test(token) ? token.replaceAll('+', ' ') : token);
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

const TOKEN = /(?:[A-Za-z0-9+/]{16,}|[A-Za-z0-9_-]{16,})={0,2}/g;

/** Base64 in both alphabets (RFC 4648 §4, §5), and hex. */
function tokens(text: string, runs: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < runs.length; at += 2) {
    const from = runs[at] ?? 0;
    for (const { 0: token, index } of text.slice(from, runs[at + 1]).matchAll(TOKEN)) {
      const after = /^[a-z]+$/.test(token) ? undefined : redactToken(token, scan);
      if (after !== undefined)
        edits.push({ start: from + index, end: from + index + token.length, kind: 'encoded', text: after });
    }
  }
  return edits;
}

function redactToken(token: string, scan: Scan): string | undefined {
  if (token.length % 2 === 0 && /^(?:[0-9a-f]{24,}|[0-9A-F]{24,})$/.test(token)) {
    const hex = redactBytes(token, 'hex', scan)?.toString('hex');
    return /[A-F]/.test(token) ? hex?.toUpperCase() : hex;
  }
  const isUrl = /[_-]/.test(token);
  const after = redactBytes(token, isUrl ? 'base64url' : 'base64', scan);
  const bare = after?.toString(isUrl ? 'base64url' : 'base64').replace(/=+$/, '');
  if (bare === undefined) return undefined;
  return token.endsWith('=') || (token.length % 4 === 0 && !isUrl)
    ? bare.padEnd(Math.ceil(bare.length / 4) * 4, '=')
    : bare;
}

function redactBytes(
  token: string,
  encoding: 'base64' | 'base64url' | 'hex',
  scan: Scan,
): Buffer | undefined {
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
): Buffer | undefined {
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
  return (
    head.length >= 8 &&
    head[1] === 0 &&
    head.every((byte, at) => (at % 2 === 1 ? byte === 0 : byte >= 9 && byte < 127))
  );
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
