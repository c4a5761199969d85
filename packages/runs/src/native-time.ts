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

/** The second that was written last, up to its milliseconds. */
let second = NaN;
let written = '';

/** Milliseconds since 1970 as the records write them: most are of the same second as the one before. */
export function time(at: number): string {
  const ms = Math.trunc(at);
  const start = Math.floor(ms / 1000) * 1000;
  if (start !== second) {
    written = new NativeDate(start).toISOString().slice(0, -'000Z'.length);
    second = start;
  }
  return `${written}${String(ms - start).padStart(3, '0')}Z`;
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
