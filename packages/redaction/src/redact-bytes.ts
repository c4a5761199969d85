import { isUtf8 } from 'node:buffer';
import * as zlib from 'node:zlib';
import { withoutDigests } from './placeholder.ts';
import { isUtf16 } from './rules/looks-like-text.ts';
import { LARGE, type Part, redactParts, settled } from './redact-parts.ts';
import type { Cleaner } from './cleaner.ts';

/** What is known about bytes, as in HTTP header fields. */
export interface BytesHint {
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
}

/** A body may grow to this when it is unpacked. */
const MOST = 64 * 1024 * 1024;

/**
 * Redacts bytes: unpacks them, redacts the text in its charset, and packs it again the same way.
 *
 * @returns the same object when nothing is found
 */
export function redactBytes(data: Uint8Array, hint: BytesHint, cleaner: Cleaner): Uint8Array {
  const [first = data, ...rest] = bytesInParts(data, hint, cleaner);
  return rest.length === 0 ? first : Buffer.concat([first, ...rest]);
}

/** The same in parts, so that nothing large stands in memory beside the body itself. */
export function bytesInParts(data: Uint8Array, hint: BytesHint, cleaner: Cleaner): Iterable<Uint8Array> {
  const codings = (hint.contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return redactCoded(data, codings, hint, cleaner);
}

function redactCoded(
  data: Uint8Array,
  codings: string[],
  hint: BytesHint,
  cleaner: Cleaner,
): Iterable<Uint8Array> {
  const coding = codings.at(-1) ?? sniff(data);
  const codec = coding === undefined ? undefined : CODECS[coding];
  if (codec === undefined) return redactPlain(data, hint, cleaner);
  let plain: Uint8Array;
  try {
    plain = codec.unpack(data);
  } catch (error) {
    return isTooLarge(error) ? [codec.pack(Buffer.from(UNREAD))] : redactPlain(data, hint, cleaner);
  }
  const within = codings.length === 0 ? withoutTheirDigests(cleaner) : cleaner;
  const [first = plain, ...rest] = redactCoded(plain, codings.slice(0, -1), hint, within);
  if (rest.length === 0 && first === plain) return [data];
  return [codec.pack(rest.length === 0 ? first : Buffer.concat([first, ...rest]))];
}

/** What cannot be looked into must not pass; there is no secret in it that anybody has seen. */
const UNREAD = '[REDACTED:unread:00000000]';

function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

interface Codec {
  unpack(data: Uint8Array): Uint8Array;
  pack(data: Uint8Array): Uint8Array;
}

const limit = { maxOutputLength: MOST };
const gzip: Codec = { unpack: (data) => zlib.gunzipSync(data, limit), pack: (data) => zlib.gzipSync(data) };
const CODECS: Readonly<Record<string, Codec>> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    unpack: (data) =>
      (data[0] ?? 0) % 16 === 8 ? zlib.inflateSync(data, limit) : zlib.inflateRawSync(data, limit),
    pack: (data) => zlib.deflateSync(data),
  },
  br: {
    unpack: (data) => zlib.brotliDecompressSync(data, limit),
    pack: (data) => zlib.brotliCompressSync(data),
  },
  zstd: {
    unpack: (data) => zlib.zstdDecompressSync(data, limit),
    pack: (data) => zlib.zstdCompressSync(data),
  },
};

function sniff(data: Uint8Array): string | undefined {
  if (data[0] === 0x1f && data[1] === 0x8b && data[2] === 8) return 'gzip';
  const isZlib = data[0] === 0x78 && (data[1] === 0x01 || data[1] === 0x9c || data[1] === 0xda);
  return isZlib ? 'deflate' : undefined;
}

/** UTF-8 where it is; else a charset that gives every byte back. */
function redactPlain(
  data: Uint8Array,
  { contentType = '' }: BytesHint,
  cleaner: Cleaner,
): Iterable<Uint8Array> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const charset = charsetOf(bytes, contentType);
  if (charset !== 'utf8') return redactEncoded(data, bytes, charset, withoutTheirDigests(cleaner));
  if (bytes.length >= LARGE) return redactParts(data, bytes, { charset, cleaner });
  const before = bytes.toString(charset);
  const after = cleaner.apply(before, cleaner.edits(before));
  return [after === before ? data : Buffer.from(after, charset)];
}

function redactEncoded(
  data: Uint8Array,
  bytes: Buffer,
  charset: 'utf16le' | 'latin1',
  cleaner: Cleaner,
): Iterable<Uint8Array> {
  if (charset === 'latin1' && bytes.includes(0)) return settled(data, () => runsIn(bytes, cleaner));
  if (charset === 'latin1' && bytes.length >= LARGE) return redactParts(data, bytes, { charset, cleaner });
  const before = bytes.toString(charset);
  const after = cleaner.apply(before, cleaner.edits(before));
  return [after === before ? data : Buffer.from(after, charset)];
}

/** Such bytes stand on a tape as base64, where nobody reads a digest. */
const withoutTheirDigests = ({ edits, apply }: Cleaner): Cleaner => ({
  edits,
  apply: (text, found) => withoutDigests(apply(text, found)),
});

/**
 * What stands out as text in an image, an archive or a binary protocol. Chance makes shorter runs in
 * any large body, and among them what looks like a password; to redact those would only spoil the body.
 */
const SHORTEST_TEXT = 12;

function* runsIn(bytes: Buffer, { edits, apply }: Cleaner): Generator<Part> {
  let kept = 0;
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (isText(bytes[at])) continue;
    if (at - start >= SHORTEST_TEXT) {
      const before = bytes.toString('latin1', start, at);
      const after = apply(before, edits(before));
      if (after !== before) {
        yield { before: bytes.subarray(kept, start) };
        yield { before: bytes.subarray(start, at), after: Buffer.from(after, 'latin1') };
        kept = at;
      }
    }
    start = at + 1;
  }
  yield { before: bytes.subarray(kept) };
}

/** Printable ASCII, tab and the ends of lines; not what is past the end. */
function isText(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte <= 0x7e) || byte === 9 || byte === 10 || byte === 13);
}

function charsetOf(bytes: Buffer, contentType: string): 'utf8' | 'utf16le' | 'latin1' {
  const isWide =
    /charset="?utf-?16(?:le)?\b/i.test(contentType) ||
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    isUtf16(bytes.subarray(0, 64));
  if (isWide && bytes.length % 2 === 0 && !isOfBytes(bytes)) return 'utf16le';
  return isUtf8(bytes) ? 'utf8' : 'latin1';
}

/** True where most pairs of bytes are two characters of ASCII: of UTF-16 only some ideographs look so. */
function isOfBytes(bytes: Buffer): boolean {
  let pairs = 0;
  for (let at = 0; at < bytes.length; at += 2) if (isText(bytes[at]) && isText(bytes[at + 1])) pairs += 1;
  return pairs * 4 > bytes.length;
}
