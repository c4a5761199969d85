/**
 * What the first characters tell, in any of the encodings: that they stand for text, or for something compressed.
 *
 * @param length of the whole, where that goes on behind the end
 */
export function mayHoldText(text: string, start: number, end: number, length: number = end - start): boolean {
  const second = sixAt(text, start + 1);
  const first = (sixAt(text, start) << 2) | (second >> 4);
  const next = ((second & 15) << 4) | (sixAt(text, start + 2) >> 2);
  // gzip, zlib, UTF-16
  if ((first === 0x1f && next === 0x8b) || first === 0x78 || (isTextLike(first) && next === 0)) return true;
  return isText(text, start, Math.min(end, start + HEAD), length) || isHexOfText(text, start);
}

/** Characters that are looked at before a token is decoded: words are base64 too, of bytes that no text has. */
const HEAD = 48;

function isText(text: string, start: number, end: number, length: number): boolean {
  let high = 0;
  let wanted = 0;
  // the last characters may be padding
  for (let at = start; at + 6 <= end; at += 4) {
    const [b, c] = [sixAt(text, at + 1), sixAt(text, at + 2)];
    const first = (sixAt(text, at) << 2) | (b >> 4);
    const second = ((b & 15) << 4) | (c >> 2);
    const third = ((c & 3) << 6) | sixAt(text, at + 3);
    if (!isTextLike(first) || !isTextLike(second) || !isTextLike(third)) return false;
    high += (first >> 7) + (second >> 7) + (third >> 7);
    wanted = wantedAfter(wantedAfter(wantedAfter(wanted, first), second), third);
  }
  return wanted >= 0 || !isTooHigh(high, bytesOf(Math.min(length, DECODED))) || mayBeHex(text, start);
}

/** Characters of a token that are decoded first. */
export const DECODED = 64;
const bytesOf = (length: number): number => Math.floor((length * 3) / 4);
/** Bytes beyond ASCII, of which text has few. */
const isTooHigh = (high: number, all: number): boolean => high * 4 > all;

/** How many bytes of a character of UTF-8 (RFC 3629) are wanted behind one; -1 from where there can be none. */
function wantedAfter(wanted: number, byte: number): number {
  if (wanted < 0) return -1;
  if (wanted > 0) return byte >> 6 === 2 ? wanted - 1 : -1;
  if (byte < 0x80) return 0;
  if (byte < 0xc2 || byte > 0xf4) return -1;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

/** What may be hex is not read as base64. */
function mayBeHex(text: string, start: number): boolean {
  HEX.lastIndex = start;
  return HEX.test(text);
}

const HEX = /[\da-f]{24}/iy;

function isHexOfText(text: string, start: number): boolean {
  HEX_OF_TEXT.lastIndex = start;
  return HEX_OF_TEXT.test(text);
}

const HEX_OF_TEXT = /(?:[2-7][0-9a-f]|0[9ad]|1f|[c-f][0-9a-f])[0-9a-f]{14}/iy;
/** Printable, space, or part of a longer character. */
const isTextLike = (byte: number): boolean => (byte > 31 && byte !== 127) || (byte > 8 && byte < 14);
const SIXES = new Uint8Array(128);
for (const [six, char] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries())
  SIXES[char.charCodeAt(0)] = six;
SIXES[45] = 62;
SIXES[95] = 63;
const sixAt = (text: string, at: number): number => SIXES[text.charCodeAt(at)] ?? 0;

/** Letters of ASCII with zeros between: what PowerShell's -EncodedCommand takes. */
export function isUtf16(head: Buffer): boolean {
  return (
    head.length >= 8 &&
    head[1] === 0 &&
    head.every((byte, at) => (at % 2 === 1 ? byte === 0 : byte >= 9 && byte < 127))
  );
}

/** No control characters, and few beyond ASCII, unless they are UTF-8. */
export function looksLikeText(head: Buffer): boolean {
  let control = 0;
  let high = 0;
  let wanted = 0;
  for (const byte of head) {
    wanted = wantedAfter(wanted, byte);
    if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) control += 1;
    if (byte > 127) high += 1;
  }
  return control === 0 && (wanted >= 0 || !isTooHigh(high, head.length));
}
