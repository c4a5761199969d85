import { base64Alignments } from '@agent-replay/redaction';

const MARK = '[REDACTED:';
const HEX = Buffer.from(MARK).toString('hex');
const WIDE_HEX = Buffer.from(MARK, 'utf16le').toString('hex');
const IN_BASE64 = base64Alignments(Buffer.from(MARK));
/** Of what gzip packs, in base64. */
const GZIPPED = 'H4sI';
/** Searched one by one, which is several times as fast as in one expression. */
const WRITTEN = [
  ...new Set([
    MARK,
    ...IN_BASE64,
    ...base64Alignments(Buffer.from(MARK, 'utf16le')),
    ...IN_BASE64.flatMap((text) => base64Alignments(Buffer.from(text))),
    HEX,
    HEX.toUpperCase(),
    WIDE_HEX,
    WIDE_HEX.toUpperCase(),
  ]),
  GZIPPED,
  '"blob"',
];
/** As URLs and forms have it, also within others. */
const IN_PERCENT = String.raw`%(?:25){0,4}5[Bb]REDACTED`;
/** The first characters of what else gzip and zlib pack, in base64 and in hex: nobody sees what is in there. */
const PACKED = String.raw`\b(?:eAE|eJ[w-z]|eN[o-r]|GJ[U-X])[\w+/-]{20}|\b(?:1[fF]8[bB]08|1895|78(?:01|9[cC]|[dD][aA]))[0-9a-fA-F]{24}`;
const SIGN = new RegExp(`${IN_PERCENT}|${PACKED}`, 'g');

/** True where something on a tape may have been redacted: it says so, as it stands or encoded, or cannot be looked into. */
export function holdsPlaceholder(tape: string): boolean {
  return holdsSign(tape, 0);
}

function holdsSign(text: string, from: number): boolean {
  SIGN.lastIndex = from;
  return WRITTEN.some((each) => text.includes(each, from)) || SIGN.test(text);
}

const WINDOW = 1024 * 1024;
/** More than any sign has. */
const OVERLAP = 1024;

/** The same of a large tape that does not stand in memory as a text: part by part, each with the character before it. */
export function largeHoldsPlaceholder(tape: Buffer): boolean {
  for (let at = 0; at < tape.length; at += WINDOW) {
    const before = Math.min(at, 1);
    if (holdsSign(tape.toString('latin1', at - before, at + WINDOW + OVERLAP), before)) return true;
  }
  return false;
}
