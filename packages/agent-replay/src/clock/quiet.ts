const realNow = performance.now.bind(performance);
/** Event loop turns without anything under way before time may jump: promises and immediates settle in them. */
const TURNS = 4;
/** A connection that stays open, as one of a pool, holds time up for no longer than this. */
const CONNECTION_MS = 100;

/** Things that come to an end by themselves, so that waiting for them is right. */
const ENDING = /Req|Process|Worker|Promise/;
const TIMERS = new Set(['Timeout', 'Immediate']);

/** Returns a test, to be asked once a turn: is nothing under way that was not when this was called? */
export function quiet(): () => boolean {
  const before = count();
  let turns = 0;
  let heldSince: number | null = null;
  return () => {
    const more = [...count()]
      .filter(([name, number]) => number > (before.get(name) ?? 0))
      .map(([name]) => name);
    if (more.length === 0) heldSince = null;
    else heldSince ??= realNow();
    const isHeld =
      more.some((name) => ENDING.test(name)) || (heldSince !== null && realNow() - heldSince < CONNECTION_MS);
    turns = isHeld ? 0 : turns + 1;
    if (turns < TURNS) return false;
    turns = 0;
    return true;
  };
}

function count(): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (!TIMERS.has(name)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}
