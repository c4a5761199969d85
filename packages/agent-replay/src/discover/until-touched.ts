import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURE_FILES } from './discover-fixtures.ts';

/** Younger files may be written again without another time: a file system's clock goes in steps. */
const SETTLED_MS = 2000;

/**
 * Remembers what was read of a fixture until one of its files is touched: who watches thousands asks for
 * all of them after each edit. One with blobs is read each time.
 */
export function untilTouched<T>(read: (dir: string) => T): (dir: string) => T {
  const known = new Map<string, { stamp: string; value: T }>();
  return (dir) => {
    const stamp = stampOf(dir);
    const before = known.get(dir);
    if (stamp !== null && before?.stamp === stamp) return before.value;
    known.delete(dir);
    const value = read(dir);
    if (stamp !== null) known.set(dir, { stamp, value });
    return value;
  };
}

/** Which files these are and when they last changed; null where that does not tell what is in them. */
function stampOf(dir: string): string | null {
  if (existsSync(join(dir, 'blobs'))) return null;
  const stats = FIXTURE_FILES.map((name) =>
    lstatSync(join(dir, name), { bigint: true, throwIfNoEntry: false }),
  );
  const settled = BigInt(Date.now() - SETTLED_MS);
  if (!stats.every((each) => each?.isFile() === true && each.ctimeMs < settled)) return null;
  return stats.map((each) => `${each?.dev} ${each?.ino} ${each?.size} ${each?.ctimeNs}`).join('\n');
}
