import { permitted } from '../guard/permitted.ts';

/**
 * An agent may go into its workspace, which is removed then: the next one begins where this one did. A sandbox with a
 * `process` of its own may remember by itself where that is, and hears of it by its own `chdir`.
 */
export function keepPlace({ process: owner }: Pick<typeof globalThis, 'process'> = globalThis): () => void {
  const place = placeNow();
  const chdir = Reflect.get(owner, 'chdir') as (folder: string) => void;
  return () => {
    if (place === null || (placeNow() === place && placeNow(owner) === place)) return;
    try {
      // Whatever the agent has still under way where it was.
      permitted([`own:${place}`], () => chdir.call(owner, place));
    } catch {
      // gone, too
    }
  };
}

/** Null for a folder that is gone. */
export function placeNow(owner: Pick<NodeJS.Process, 'cwd'> = process): string | null {
  try {
    return owner.cwd();
  } catch {
    return null;
  }
}
