import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** So many links may follow each other, as in the systems themselves. */
const MOST_LINKS = 40;

/** Where a path leads to, also when nothing is there yet: of each file one name, whatever links lead to it. */
export function realPlace(path: string, links: number = MOST_LINKS): string {
  try {
    return realpathSync(path);
  } catch {
    const target = links > 0 ? linkAt(path) : undefined;
    if (target !== undefined) return realPlace(resolve(dirname(path), target), links - 1);
    const folder = dirname(path);
    return folder === path ? path : join(realPlace(folder, links), basename(path));
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
