import { hash } from 'node:crypto';

/** The block of SHA-256, in bytes. */
const BLOCK = 64;
const SIZE = 32;
/** What is written into the same bytes each time; a character takes three of UTF-8 at most. */
const SHORT = 1000;

/**
 * HMAC with SHA-256 (RFC 2104 §2) of texts in UTF-8 under one key, in hex. Of two one-shot hashes: Node makes an
 * object for each `createHmac`, which takes twice as long as both, and texts may hold thousands of secrets.
 */
export function digestUnder(key: Uint8Array | string): (text: string) => string {
  const given = Buffer.from(key as string);
  const short = given.length > BLOCK ? hash('sha256', given, 'buffer') : given;
  const inner = Buffer.alloc(BLOCK + 3 * SHORT, 0x36);
  const outer = Buffer.alloc(BLOCK + SIZE, 0x5c);
  for (const [at, byte] of short.entries()) {
    inner[at] = byte ^ 0x36;
    outer[at] = byte ^ 0x5c;
  }
  return (text) => {
    const message =
      text.length > SHORT
        ? Buffer.concat([inner.subarray(0, BLOCK), Buffer.from(text)])
        : inner.subarray(0, BLOCK + inner.write(text, BLOCK));
    outer.write(hash('sha256', message, 'hex'), BLOCK, 'hex');
    return hash('sha256', outer, 'hex');
  };
}
