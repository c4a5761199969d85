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
const PLAIN = [MARK, ...inBase64(Buffer.from(MARK)), HEX];
const NESTED = [
  ...inBase64(Buffer.from(MARK, 'utf16le')),
  ...inBase64(Buffer.from(MARK)).flatMap((text) => inBase64(Buffer.from(text))),
  HEX.toUpperCase(),
];
/** The first characters of what gzip and zlib pack, in base64 and in hex: nobody sees what is in there. */
const PACKED = String.raw`H4sI|\b(?:eAE|eJ[w-z]|eN[o-r])[\w+/-]{20}|\b(?:1f8b08|78(?:01|9c|da))[0-9a-f]{24}`;
const quote = (text: string): string => text.replaceAll(/[[+]/g, String.raw`\$&`);
const SIGN = new RegExp([...[...PLAIN, ...NESTED].map(quote), PACKED, '"blob"'].join('|'));

/** True where something on a tape may have been redacted: it says so, as it stands or encoded, or cannot be looked into. */
export function holdsPlaceholder(tape: string): boolean {
  return SIGN.test(tape);
}

/** The same of a large tape that is not read as a text, but for what is encoded twice. */
export function largeHoldsPlaceholder(tape: Buffer): boolean {
  return [...PLAIN, 'H4sI', '"blob"'].some((sign) => tape.includes(sign));
}
