import { permitted } from '../guard/permitted.ts';

/** An agent may go into its workspace, which is removed then: the next one begins where this one did. */
export function keepPlace(): () => void {
  const place = placeNow();
  return () => {
    if (place === null || placeNow() === place) return;
    try {
      // Whatever the agent has still under way where it was.
      permitted([`own:${place}`], () => process.chdir(place));
    } catch {
      // gone, too
    }
  };
}

/** Null for a folder that is gone. */
export function placeNow(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
