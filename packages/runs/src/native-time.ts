import { machineTime } from '@agent-replay/contracts/machine';

// A replay puts another clock in place of these; what the store does goes by the real one.
const {
  Date: NativeDate,
  setImmediate: nativeImmediate,
  clearImmediate: nativeClearImmediate,
  setTimeout: nativeTimeout,
  clearTimeout: nativeClear,
  now: nativeTick,
} = machineTime();

/** The real time in milliseconds since 1970, also while a replay has its own. */
export function now(): number {
  return NativeDate.now();
}

/** A second, and how it is written up to its milliseconds. */
interface Second {
  start: number;
  written: string;
}

/** The seconds that were written last: what happens is of one, and the deadline that is told with it of another. */
let last: Second = { start: NaN, written: '' };
let other = last;

/** Milliseconds since 1970 as the records write them: most are of the same second as the one before, or the one before that. */
export function time(at: number): string {
  const ms = Math.trunc(at);
  const start = Math.floor(ms / 1000) * 1000;
  if (start !== last.start) {
    const known = other.start === start ? other : secondOf(start);
    other = last;
    last = known;
  }
  return `${last.written}${String(ms - start).padStart(3, '0')}Z`;
}

function secondOf(start: number): Second {
  return { start, written: new NativeDate(start).toISOString().slice(0, -'000Z'.length) };
}

/** Milliseconds of a clock that only goes forward, for spans of real time. */
export function tick(): number {
  return nativeTick();
}

/** Resolves after a real time. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void afterTime(ms, resolve));
}

/** Calls `done` after a real time; returns what keeps it from that. */
export function afterTime(ms: number, done: () => void): () => void {
  const timer = nativeTimeout(done, ms);
  return () => nativeClear(timer);
}

/** The same for what matters only as long as the process goes on: it keeps none from its end. */
export function afterTimeAside(ms: number, done: () => void): () => void {
  const timer = nativeTimeout(done, ms);
  timer.unref();
  return () => nativeClear(timer);
}

/** Calls `done` when other work of the event loop had its turn; returns what keeps it from that. */
export function afterTurn(done: () => void): () => void {
  const turn = nativeImmediate(done);
  return () => nativeClearImmediate(turn);
}

/** Resolves when other work of the event loop had its turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void afterTurn(resolve));
}

/** A longer wait is none at all to a timer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * What `work` resolves to, within a real time.
 *
 * @throws {Error} with the message, when it takes longer
 */
export async function within<T>(ms: number, work: Promise<T>, message: string): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = nativeTimeout(() => reject(new Error(message)), Math.min(ms, LONGEST_MS));
  try {
    return await Promise.race([work, promise]);
  } finally {
    nativeClear(timer);
  }
}
