import { isUtf8 } from 'node:buffer';
import { deflateSync, gunzipSync, gzipSync, inflateSync, type ZlibOptions } from 'node:zlib';
import { kindWithin } from '../edit.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { DECODED, isUtf16, looksLikeText } from './looks-like-text.ts';
import { withoutDigests } from '../placeholder.ts';
import type { Scan } from './rule.ts';

const MEBI = 1024 * 1024;
/** The most bytes that one peel may give. */
const MOST = 16 * MEBI;
/** What it costs to try to unpack. */
const ATTEMPT = 3000;
/** Records and logs are packed to a twentieth at best; what gives more than so many bytes for one is hardly text. */
const DENSEST = 24;
/** How many times as much a byte costs of what is packed too densely. */
const DEAR = 8;

type Alphabet = 'base64' | 'base64url' | 'hex';

/** A text that was taken out, in bytes, without its secrets. */
interface Redacted {
  bytes: Buffer;
  kind: string;
}

/** A token of base64 or hex without the secrets in it; undefined when there are none. */
export function redactToken(token: string, scan: Scan): { text: string; kind: string } | undefined {
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
  const head = Buffer.from(token.slice(0, DECODED), alphabet);
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
  bytes: pack(blank(scan.placeholder('unread', token), 'utf8'), zip),
  kind: 'unread',
});

function redactText(bytes: Buffer, charset: 'utf8' | 'utf16le', scan: Scan): Redacted | undefined {
  if (bytes.length > MOST) return undefined;
  // most that only begins like a text is a document or an image
  if (charset === 'utf8' && !isUtf8(bytes)) return undefined;
  const text = bytes.toString(charset);
  if (charset === 'utf8' && text.includes('\ufffd')) return undefined;
  if (isLogin(text))
    return { bytes: blank(scan.placeholder('authorization', text), charset), kind: 'authorization' };
  const after = scan.decoded.inner(text);
  return after === text ? undefined : { bytes: blank(after, charset), kind: kindWithin(after, 'encoded') };
}

/** As bytes to be encoded again. */
const blank = (redacted: string, charset: 'utf8' | 'utf16le'): Buffer =>
  Buffer.from(withoutDigests(redacted), charset);

/** A user and a password and nothing else, as Basic authentication has them (RFC 7617 §2). */
const isLogin = (text: string): boolean =>
  text.length <= 140 && isPasswordLike(/^[A-Za-z][\w.@+-]{0,63}:([^\s:]{6,64})$/.exec(text)?.[1] ?? '');

function isTooLarge(error: unknown): boolean {
  return (
    error instanceof RangeError ||
    (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
  );
}
