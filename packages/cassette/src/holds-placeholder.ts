const MARK = '[REDACTED:';

/** What base64 makes of bytes in the middle of others: three ways, without the ends that neighbours share. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
  );
}

const HEX = Buffer.from(MARK).toString('hex');
const WIDE_HEX = Buffer.from(MARK, 'utf16le').toString('hex');
const PLAIN = [MARK, ...inBase64(Buffer.from(MARK)), HEX];
const NESTED = [
  ...inBase64(Buffer.from(MARK, 'utf16le')),
  ...inBase64(Buffer.from(MARK)).flatMap((text) => inBase64(Buffer.from(text))),
  HEX.toUpperCase(),
  WIDE_HEX,
  WIDE_HEX.toUpperCase(),
];
/** As URLs and forms have it, also within others. */
const IN_PERCENT = String.raw`%(?:25){0,4}5[Bb]REDACTED`;
/** The first characters of what gzip and zlib pack, in base64 and in hex: nobody sees what is in there. */
const PACKED = String.raw`H4sI|\b(?:eAE|eJ[w-z]|eN[o-r]|GJ[U-X])[\w+/-]{20}|\b(?:1[fF]8[bB]08|1895|78(?:01|9[cC]|[dD][aA]))[0-9a-fA-F]{24}`;
const quote = (text: string): string => text.replaceAll(/[[+]/g, String.raw`\$&`);
const SIGN = new RegExp([...[...PLAIN, ...NESTED].map(quote), IN_PERCENT, PACKED, '"blob"'].join('|'));

/** True where something on a tape may have been redacted: it says so, as it stands or encoded, or cannot be looked into. */
export function holdsPlaceholder(tape: string): boolean {
  return SIGN.test(tape);
}

/** The same of a large tape that is not read as a text, but for what is encoded twice. */
export function largeHoldsPlaceholder(tape: Buffer): boolean {
  return [...PLAIN, '5BREDACTED', 'H4sI', '"blob"'].some((sign) => tape.includes(sign));
}
