/**
 * What base64 (RFC 4648 §4, §5) makes of bytes in the middle of others: three ways in each alphabet, without the ends
 * that neighbours share.
 */
export function base64Alignments(bytes: Buffer): string[] {
  if (bytes.length < 6) return [bytes.toString('base64'), bytes.toString('base64url')];
  return [0, 1, 2].flatMap((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes]);
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((padded.length * 8) / 6);
    return [padded.toString('base64').slice(from, to), padded.toString('base64url').slice(from, to)];
  });
}
