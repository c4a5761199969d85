import { deflateSync, gunzipSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { type Edit, kindWithin } from '../edit.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { Mark } from '../signals.ts';
import { percent } from './percent.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Texts inside percent, base64 and hex encoding, compressed or not: taken out, redacted, and put back in the same encoding. */
export const encoded: Rule = {
  name: 'encoded',
  readsData: true,
  mayFind: ({ marks, runs }) => runs.length > 0 || (marks & Mark.PERCENT) > 0,
  find(text, scan, { runs }) {
    return [...wrapped(text, runs, scan), ...percent(text, scan), ...tokens(text, runs, scan)];
  },
};

const MEBI = 1024 * 1024;
/** The most bytes that one peel may give. */
const MOST = 16 * MEBI;
/** What it costs to try to unpack. */
const ATTEMPT = 3000;
/** Records and logs are packed to a twentieth at best; what gives more than so many bytes for one is hardly text. */
const DENSEST = 24;
/** How many times as much a byte costs of what is packed too densely. */
const DEAR = 8;

/** Base64 on several lines of one length (RFC 2045 §6.8), as mail and files of keys have it. */
function wrapped(text: string, runs: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < runs.length;) {
    const start = runs[at] ?? 0;
    const width = (runs[at + 1] ?? 0) - start;
    let end = at + 2;
    if (width >= LEAST_LINE && width <= MOST_LINE && width % 4 === 0) {
      while (end < runs.length && isNextLine(text, runs, end, width)) end += 2;
    }
    // a last line may be too short for a run
    const stop = end > at + 2 || width <= MOST_LINE ? lastLine(text, runs[end - 1] ?? 0, width) : start;
    const lines = text.slice(start, stop);
    if (stop > start + width && mayHoldText(text, start, start + width)) {
      const found = redactToken(lines.replace(/\s+/g, ''), scan);
      const gap = /\s+/.exec(lines)?.[0] ?? '';
      if (found !== undefined)
        edits.push({
          start,
          end: stop,
          kind: found.kind,
          text: found.text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), `$&${gap}`),
        });
    }
    at = end;
  }
  return edits;
}

const LEAST_LINE = 60;
const MOST_LINE = 76;
const GAP = /[ \t]{0,8}\r?\n[ \t]{0,40}/y;

/** True when a run stands on the line after another and is no longer. */
function isNextLine(text: string, runs: readonly number[], at: number, width: number): boolean {
  GAP.lastIndex = runs[at - 1] ?? 0;
  return GAP.test(text) && GAP.lastIndex === runs[at] && (runs[at + 1] ?? 0) - (runs[at] ?? 0) <= width;
}

const LAST = /[ \t]{0,8}\r?\n[ \t]{0,40}[A-Za-z0-9+/]{1,15}={0,2}(?![\w+/=])/y;

function lastLine(text: string, end: number, width: number): number {
  if (width < LEAST_LINE || width % 4 > 0) return end;
  LAST.lastIndex = end;
  return LAST.test(text) ? LAST.lastIndex : end;
}

/** Base64 in both alphabets (RFC 4648 §4, §5), and hex. */
function tokens(text: string, runs: readonly number[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < runs.length; at += 2)
    for (const [start, end] of tokensIn(text, runs[at] ?? 0, runs[at + 1] ?? 0)) {
      const found = mayHoldText(text, start, end) ? redactToken(text.slice(start, end), scan) : undefined;
      if (found !== undefined) edits.push({ start, end, ...found });
    }
  return edits;
}

/** Shorter ones are not looked into. */
const LEAST_TOKEN = 16;
/** A multiple of four, so that the rest of a longer text is whole characters too. */
const MOST_TOKEN = 4_000_000;
/** Where both alphabets are used, the text is parted between them. */
const TOKEN = /(?:[A-Za-z0-9+/]{16,4000000}|[A-Za-z0-9_-]{16,4000000})={0,2}/g;

function* tokensIn(text: string, from: number, to: number): Generator<[start: number, end: number]> {
  for (let start = from; start + LEAST_TOKEN <= to;) {
    let end = start;
    let alphabets = 0;
    const limit = Math.min(to, start + MOST_TOKEN);
    for (; end < limit; end += 1) {
      const alphabet = ALPHABETS[text.charCodeAt(end)] as number;
      if (alphabet === 0) break;
      alphabets |= alphabet;
    }
    if (end - start < LEAST_TOKEN) {
      start = end + 1;
      continue;
    }
    for (let signs = 0; signs < 2 && text[end] === '='; signs += 1) end += 1;
    if ((alphabets & LETTER) === 0) {
      // a number
    } else if ((alphabets & BOTH) < BOTH) yield [start, end];
    else
      for (const { 0: token, index } of allMatches(text.slice(start, end), TOKEN))
        yield [start + index, start + index + token.length];
    start = end;
  }
}

const BOTH = 7;
const LETTER = 8;
/** 1 for a letter or a digit, 2 and 4 for the signs of the two alphabets, 8 for a letter. */
const ALPHABETS = new Uint8Array(65_536);
for (const [alphabet, chars] of [
  [1 | LETTER, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'],
  [1, '0123456789'],
  [2, '+/'],
  [4, '_-'],
] as const)
  for (const char of chars) ALPHABETS[char.charCodeAt(0)] = alphabet;

/** What the first characters tell, in any of the encodings: that they stand for text, or for something compressed. */
function mayHoldText(text: string, start: number, end: number): boolean {
  const six = (at: number): number => SIXES[text.charCodeAt(start + at)] ?? 0;
  const first = (six(0) << 2) | (six(1) >> 4);
  const second = ((six(1) & 15) << 4) | (six(2) >> 2);
  // gzip, zlib, UTF-16
  if ((first === 0x1f && second === 0x8b) || first === 0x78 || (isTextLike(first) && second === 0))
    return true;
  return isText(six, Math.min(end - start, HEAD)) || HEX_OF_TEXT.test(text.slice(start, start + LEAST_TOKEN));
}

/** Characters that are looked at before a token is decoded: words are base64 too, of bytes that no text has. */
const HEAD = 48;

function isText(six: (at: number) => number, length: number): boolean {
  // the last characters may be padding
  for (let at = 0; at + 6 <= length; at += 4) {
    const [a, b, c, d] = [six(at), six(at + 1), six(at + 2), six(at + 3)] as const;
    if (!isTextLike((a << 2) | (b >> 4))) return false;
    if (!isTextLike(((b & 15) << 4) | (c >> 2)) || !isTextLike(((c & 3) << 6) | d)) return false;
  }
  return true;
}

const HEX_OF_TEXT = /^(?:[2-7][0-9a-f]|0[9ad]|1f|[c-f][0-9a-f])[0-9a-f]{14}/i;
/** Printable, space, or part of a longer character. */
const isTextLike = (byte: number): boolean => (byte > 31 && byte !== 127) || (byte > 8 && byte < 14);
const SIXES: number[] = [];
for (const [six, char] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries())
  SIXES[char.charCodeAt(0)] = six;
SIXES[45] = 62;
SIXES[95] = 63;

type Alphabet = 'base64' | 'base64url' | 'hex';

/** A text that was taken out, in bytes, without its secrets. */
interface Redacted {
  bytes: Buffer;
  kind: string;
}

function redactToken(token: string, scan: Scan): { text: string; kind: string } | undefined {
  const alphabet = alphabetOf(token);
  const found = redactBytes(token, alphabet, scan);
  if (found === undefined) return undefined;
  const bare = found.bytes.toString(alphabet).replace(/=+$/, '');
  const { kind } = found;
  if (alphabet === 'hex') return { kind, text: /[A-F]/.test(token) ? bare.toUpperCase() : bare };
  const isPadded = token.endsWith('=') || (token.length % 4 === 0 && alphabet === 'base64');
  return { kind, text: isPadded ? bare.padEnd(Math.ceil(bare.length / 4) * 4, '=') : bare };
}

function alphabetOf(token: string): Alphabet {
  if (token.length % 2 === 0 && /^(?:[0-9a-f]{24,}|[0-9A-F]{24,})$/.test(token)) return 'hex';
  return /[_-]/.test(token) ? 'base64url' : 'base64';
}

function redactBytes(token: string, alphabet: Alphabet, scan: Scan): Redacted | undefined {
  const head = Buffer.from(token.slice(0, 64), alphabet);
  if (head[0] === 0x1f && head[1] === 0x8b) return compressed(token, alphabet, scan, gunzipSync, gzipSync);
  if (head[0] === 0x78 && (head[1] === 0x01 || head[1] === 0x9c || head[1] === 0xda)) {
    return compressed(token, alphabet, scan, inflateSync, deflateSync);
  }
  if (isUtf16(head)) return redactText(Buffer.from(token, alphabet), 'utf16le', scan);
  return looksLikeText(head) ? redactText(Buffer.from(token, alphabet), 'utf8', scan) : undefined;
}

type Zip = (bytes: Uint8Array, options?: ZlibOptions) => Buffer;

function compressed(
  token: string,
  alphabet: Alphabet,
  scan: Scan,
  unzip: Zip,
  zip: Zip,
): Redacted | undefined {
  if (token.length < 28) return undefined;
  if (!scan.spend(ATTEMPT)) return unread(token, scan, zip);
  const packed = Buffer.from(token, alphabet);
  const most = Math.min(MOST, Math.max(MEBI, DENSEST * packed.length));
  let plain: Buffer;
  try {
    plain = withoutStacks(() => unzip(packed, { maxOutputLength: most, chunkSize: chunkOf(packed) }));
  } catch (error) {
    if (!isTooLarge(error)) return undefined;
    scan.spend(most);
    return unread(token, scan, zip);
  }
  const cost = plain.length > DENSEST * packed.length ? DEAR : 1;
  if (!scan.spend(cost * plain.length)) return unread(token, scan, zip);
  const after = redactText(plain, 'utf8', scan);
  return after && { bytes: pack(after.bytes, zip), kind: after.kind };
}

/** What is small gives little; zlib takes 64 bytes at least, and 16 KiB where nothing is said. */
const chunkOf = ({ length }: Buffer): number => Math.min(Math.max(64, 8 * length), 16 * 1024);

/** What is small needs none of the memory that zlib takes else, which it takes long to get. */
const pack = (plain: Buffer, zip: Zip): Buffer =>
  zip(plain, plain.length < 512 ? { windowBits: 9, memLevel: 1, chunkSize: 1024 } : {});

/** To note where an error comes from takes longer than to try, and these are not shown. */
function withoutStacks<T>(attempt: () => T): T {
  const { stackTraceLimit } = Error;
  Reflect.set(Error, 'stackTraceLimit', 0);
  try {
    return attempt();
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
}

/** What cannot be looked into must not pass. */
const unread = (token: string, scan: Scan, zip: Zip): Redacted => ({
  bytes: pack(Buffer.from(scan.placeholder('unread', token)), zip),
  kind: 'unread',
});

function redactText(bytes: Buffer, charset: 'utf8' | 'utf16le', scan: Scan): Redacted | undefined {
  if (bytes.length > MOST) return undefined;
  const text = bytes.toString(charset);
  if (charset === 'utf8' && text.includes('\ufffd')) return undefined;
  if (isLogin(text))
    return { bytes: Buffer.from(scan.placeholder('authorization', text), charset), kind: 'authorization' };
  const after = scan.decoded.inner(text);
  return after === text
    ? undefined
    : { bytes: Buffer.from(after, charset), kind: kindWithin(after, 'encoded') };
}

/** A user and a password and nothing else, as Basic authentication has them (RFC 7617 §2). */
const isLogin = (text: string): boolean =>
  text.length <= 140 && isPasswordLike(/^[A-Za-z][\w.@+-]{0,63}:([^\s:]{6,64})$/.exec(text)?.[1] ?? '');

function isTooLarge(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
  );
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
