import { closeSync, constants, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
// By itself: a runner reads fixtures' files in projects that need no schema.
import { MAX_BYTES } from '@agent-replay/contracts/limits';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK }: Partial<typeof constants> = constants;

/** False where the machine cannot be told to open no link. */
export const OPENS_NO_LINK = O_NOFOLLOW !== undefined;
/** How a plain file is opened: a link may lead out of the fixture, and a pipe would be waited for. */
export const PLAIN = (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** Room for one file at a time: to be told its size beforehand takes as long as to read it. */
const room = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * The text of a plain file, in as few steps as can be; undefined for one that is too large, or is none.
 *
 * @throws where there is no file, or a link
 */
export function readText(path: string): string | undefined {
  if (!OPENS_NO_LINK) return largeText(path);
  const file = openSync(path, PLAIN);
  let read: number;
  try {
    read = readSync(file, room, 0, room.length, null);
  } finally {
    closeSync(file);
  }
  return read < room.length ? room.toString('utf8', 0, read) : largeText(path);
}

/** At once, which takes a third of the time of its steps. */
function largeText(path: string): string | undefined {
  const stats = lstatSync(path);
  if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
  // `flag` may be a number, as for `openSync`.
  return readFileSync(path, { encoding: 'utf8', flag: PLAIN as unknown as string });
}
