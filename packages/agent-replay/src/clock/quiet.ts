import { machineTime } from '@agent-replay/contracts/machine';
import { isCompiling, streamsCompiled } from './patch-compiling.ts';
import { running, underWay } from './under-way.ts';

const { now: realNow } = machineTime();
/**
 * Turns of the event loop without anything under way before time may jump. A longer turn counts for no more than its
 * share of the wait: what was worked at in it (a module loaded, a busy machine) goes on in those that follow.
 */
const TURNS = 20;
/** What a wait may take beyond its time in long turns: an agent that works without end is not waited for. */
const BUSY_MS = 1000;
/** Work in Node's thread pool (zlib, crypto) cannot be seen; a long jump waits longer for it than a short one. */
const PATIENCE: readonly (readonly [jumpMs: number, quietMs: number])[] = [
  [1000, 2],
  [60_000, 20],
  [Number.MAX_VALUE, 100],
  [Infinity, 2000],
];
/** A connection that stays open, as one of a pool, holds time up for no longer than this, and so does a module that arrives. */
const CONNECTION_MS = 100;
/** What is under way for long, as a process that serves the agent, keeps no answer from coming. */
export const HELD_UP_MS = 250;

/** Things that come to an end by themselves, so that waiting for them is right. */
const ENDING = /Req|Process|Worker|Promise/;
const TIMERS = new Set(['Timeout', 'Immediate']);
const PROGRAM = 'ProcessWrap';

/**
 * Returns a test, to be asked once a turn: may time jump so far, since nothing is under way that was not when this was
 * called? `Infinity` for a jump to the end, with no timer that would be waited for.
 */
export function quiet(): (jumpMs: number) => boolean {
  const before = underWay(TIMERS);
  const others = new Set(running());
  const isMore = ([name, number]: [string, number]): boolean =>
    name === PROGRAM ? running().some((each) => !others.has(each)) : number > (before.get(name) ?? 0);
  const streams = streamsCompiled();
  let turnedAt = realNow();
  let held = NOTHING;
  let still = NOTHING;
  return (jumpMs) => {
    const patience = PATIENCE.find(([upTo]) => jumpMs <= upTo)?.[1] ?? 0;
    const turnMs = realNow() - turnedAt;
    turnedAt += turnMs;
    const more = [...underWay(TIMERS)].filter(isMore).map(([name]) => name);
    const isOpen = more.length > 0 || streamsCompiled() > streams;
    held = isOpen ? longer(held, turnMs, CONNECTION_MS) : NOTHING;
    const isHeld =
      isCompiling() || more.some((name) => ENDING.test(name)) || (isOpen && !isOver(held, CONNECTION_MS));
    still = isHeld ? NOTHING : longer(still, turnMs, patience);
    if (!isOver(still, patience)) return false;
    still = NOTHING;
    return true;
  };
}

interface Waited {
  /** Of the wait, in milliseconds: what its turns count for. */
  countedMs: number;
  passedMs: number;
}

const NOTHING: Waited = { countedMs: 0, passedMs: 0 };

function longer({ countedMs, passedMs }: Waited, turnMs: number, waitMs: number): Waited {
  return { countedMs: countedMs + Math.min(turnMs, waitMs / TURNS), passedMs: passedMs + turnMs };
}

function isOver({ countedMs, passedMs }: Waited, waitMs: number): boolean {
  return countedMs >= waitMs || passedMs >= waitMs + BUSY_MS;
}
