import type { Cleaner } from './cleaner.ts';

/** The middle of a long run of base64, from its first byte on. */
export type Gap = readonly [start: number, end: number];

/** Shorter runs are read as they are. */
const LEAST = 1024 * 1024;
/** What is read of each end; a multiple of four, so that what is between stays whole characters of base64. */
const KEPT = 64 * 1024;
/** What is decoded in one piece of a long run. */
const WINDOW = 512 * 1024;

/** Finds the middles of images and documents, in which nothing can be found but by decoding them. */
export function dataGaps(bytes: Uint8Array, from: number, to: number): Gap[] {
  const gaps: Gap[] = [];
  if (to - from < LEAST) return gaps;
  let start = from;
  for (let at = from; at <= to; at += 1) {
    if (at < to && DATA[bytes[at] as number] === 1) continue;
    const middle = at - start - 2 * KEPT;
    if (at - start >= LEAST) gaps.push([start + KEPT, start + KEPT + middle - (middle % 4)]);
    start = at + 1;
  }
  return gaps;
}

/** True when there is nothing to be taken out of the middle of a run, decoded part by part. */
export function isClean(bytes: Buffer, [start, end]: Gap, { edits }: Cleaner): boolean {
  for (let at = start - KEPT; at < end; at += WINDOW - KEPT)
    if (edits(bytes.toString('latin1', at, Math.min(at + WINDOW, end + KEPT))).length > 0) return false;
  return true;
}

const DATA = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-'))
  DATA[byte] = 1;
