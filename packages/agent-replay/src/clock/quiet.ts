import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { machineTime } from '@agent-replay/contracts/machine';

const { now: realNow } = machineTime();
/**
 * Turns of the event loop without anything under way before time may jump. A longer turn counts for no more than a
 * hundredth of the wait: what was worked at in it (a module loaded, a busy machine) goes on in those that follow.
 */
const TURNS = 100;
/** Work in Node's thread pool (zlib, crypto) cannot be seen; a long jump waits longer for it than a short one. */
const PATIENCE: readonly (readonly [jumpMs: number, quietMs: number])[] = [
  [1000, 2],
  [60_000, 20],
  [Number.MAX_VALUE, 100],
  [Infinity, 2000],
];
/** A connection that stays open, as one of a pool, holds time up for no longer than this. */
const CONNECTION_MS = 100;
/** What is under way for long, as a process that serves the agent, keeps no answer from coming. */
export const HELD_UP_MS = 250;

/** Things that come to an end by themselves, so that waiting for them is right. */
const ENDING = /Req|Process|Worker|Promise/;
const TIMERS = new Set(['Timeout', 'Immediate']);
const PROGRAM = 'ProcessWrap';

/** Programs that this process has started and that run still: another one may end where an agent's begins. */
const programs = new Set<ChildProcess>();
subscribe('child_process', (message) => {
  running();
  programs.add((message as { process: ChildProcess }).process);
});

/**
 * Returns a test, to be asked once a turn: may time jump so far, since nothing is under way that was not when this was
 * called? `Infinity` for a jump to the end, with no timer that would be waited for.
 */
export function quiet(): (jumpMs: number) => boolean {
  const before = count();
  const others = new Set(running());
  const isMore = ([name, number]: [string, number]): boolean =>
    name === PROGRAM ? running().some((each) => !others.has(each)) : number > (before.get(name) ?? 0);
  let turnedAt = realNow();
  let heldMs = 0;
  let quietMs = 0;
  return (jumpMs) => {
    const patience = PATIENCE.find(([upTo]) => jumpMs <= upTo)?.[1] ?? 0;
    const turnMs = realNow() - turnedAt;
    turnedAt += turnMs;
    const more = [...count()].filter(isMore).map(([name]) => name);
    heldMs = more.length === 0 ? 0 : heldMs + Math.min(turnMs, CONNECTION_MS / TURNS);
    const isHeld = more.some((name) => ENDING.test(name)) || (more.length > 0 && heldMs < CONNECTION_MS);
    quietMs = isHeld ? 0 : quietMs + Math.min(turnMs, patience / TURNS);
    if (quietMs < patience) return false;
    quietMs = 0;
    return true;
  };
}

function running(): ChildProcess[] {
  for (const each of programs) if (each.exitCode !== null || each.signalCode !== null) programs.delete(each);
  return [...programs].filter(({ pid }) => pid !== undefined);
}

function count(): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (!TIMERS.has(name)) found.set(name, (found.get(name) ?? 0) + 1);
  }
  return found;
}
