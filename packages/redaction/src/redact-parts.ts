/** Bytes after which a text may be cut: the end of a line, a space, a comma. */
const CUTS: ReadonlySet<number> = new Set([0x0a, 0x20, 0x2c]);
const LARGE = 8 * 1024 * 1024;
const PART = 2 * 1024 * 1024;
/** Around a cut, this much is looked at on each side. */
const SEAM = 32 * 1024;

/**
 * Redacts a large text part by part, so that it never stands in memory as a whole. What is found must
 * not depend on the cuts: the text around each is read once more in one piece.
 *
 * @returns the same object when nothing is found; null where parts do not say what the whole would
 */
export function redactParts(
  bytes: Buffer,
  charset: 'utf8' | 'latin1',
  redact: (text: string) => string,
): Buffer | null {
  if (bytes.length < LARGE) return null;
  const read = (start: number, end: number) => redact(bytes.toString(charset, start, end));
  const parts: Buffer[] = [];
  let hasFound = false;
  for (let start = 0; start < bytes.length;) {
    const end = cutBefore(bytes, start + PART, start);
    if (end === null || !isSeamless(bytes, end, read)) return null;
    const before = bytes.toString(charset, start, end);
    const after = redact(before);
    const isSame = after === before;
    parts.push(isSame ? bytes.subarray(start, end) : Buffer.from(after, charset));
    hasFound ||= !isSame;
    start = end;
  }
  return hasFound ? Buffer.concat(parts) : bytes;
}

/** Where to cut, at most at `limit`; null where there is no place in all of the last half. */
function cutBefore(bytes: Buffer, limit: number, start: number): number | null {
  if (limit >= bytes.length) return bytes.length;
  for (let at = limit; at > start + PART / 2; at -= 1) if (CUTS.has(bytes[at - 1] as number)) return at;
  return null;
}

function isSeamless(bytes: Buffer, cut: number, read: (start: number, end: number) => string): boolean {
  if (cut === bytes.length) return true;
  const from = characterAt(bytes, Math.max(0, cut - SEAM));
  const to = characterAt(bytes, Math.min(bytes.length, cut + SEAM));
  return read(from, to) === read(from, cut) + read(cut, to);
}

/** The beginning of the character of UTF-8 that a byte belongs to; in other charsets one of the bytes before. */
function characterAt(bytes: Buffer, at: number): number {
  let found = at;
  while (found > 0 && ((bytes[found] ?? 0) & 0xc0) === 0x80 && at - found < 4) found -= 1;
  return found;
}
