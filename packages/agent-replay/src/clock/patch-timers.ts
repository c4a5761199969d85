import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { machineTime } from '@agent-replay/contracts/machine';
import { drive, type Drive } from './drive.ts';
import { createHold, type Hold } from './hold.ts';
import { AT_ONCE, createJumpClock, type JumpClock, type JumpTimer } from './jump-clock.ts';
import { isNative } from './native.ts';
import { recordedTime, type RecordedTime } from './recorded-time.ts';
import { replaceProperty } from './replace-property.ts';

const load = createRequire(import.meta.url);
const real = machineTime();

// The clock that holds now; like `Current`, one for every reference that an agent keeps.
let fake: JumpClock | null = null;
const fakes = new WeakSet<object>();
/** Timers of the replay that runs which are due at once and have not been called yet. */
let due: Set<unknown> | null = null;
/** What keeps the other timers of the replay that runs from being called once its agent has returned. */
let hold: Hold | null = null;
const byNumber = new Map<number, WeakRef<JumpTimer>>();

export interface Timers {
  /** Lets waits pass at once, as soon as nothing else is under way; tells when they add up to a limit. */
  jump: (limitMs: number, onLimit: () => void, isDead: () => boolean) => void;
  /** The same from here on, without the time that recorded calls take: for a replay whose verdict is decided. */
  hurry: Timers['jump'];
  /** Leaves time as it is, and tells when the wait for it is dead. */
  watch: (onDead: () => void, isDead: () => boolean) => void;
  /** Lets the time pass that a recorded call took, where waits pass at once. */
  served: RecordedTime['served'];
  waits: () => readonly number[];
  /** Milliseconds that were jumped over. */
  elapsed: () => number;
  /** True while timers that are due at once wait for their turn. */
  hasDue: () => boolean;
  /**
   * From here on no timer is called that was set before and was not due at once, until the replay is over: whether it
   * came in time would be up to how busy the machine is. Returns what ends that for timers that are set later.
   */
  settle: () => () => void;
  end: () => Promise<void>;
}

/** Gives a realm, `node:timers` and `node:timers/promises` timers that can jump over waits. */
export function patchTimers(realm: typeof globalThis): () => void {
  const undo = [
    ...Object.entries(shims).map(([name, value]) => replaceProperty(realm, name, value)),
    ...Object.entries(shims).map(([name, value]) =>
      replaceProperty(load('node:timers') as object, name, value),
    ),
    ...patchPromises(),
    replaceProperty(realm.AbortSignal, 'timeout', timeoutSignal(realm)),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

const WATCH_MS = 20;

/** The jumping timers of one replay. */
export function createTimers(): Timers {
  const waits: number[] = [];
  let time: RecordedTime | undefined;
  due = new Set();
  const held = createHold();
  hold = held;
  let driving: Promise<void> = Promise.resolve();
  const start = (clock: JumpClock, how: Pick<Drive, 'limitMs' | 'onLimit' | 'isStuck' | 'isDead'>): void => {
    fake = clock;
    driving = drive(clock, {
      ...how,
      isOn: () => fake === clock,
      onWait: (waited) => waits.push(waited),
    });
  };
  return {
    jump(limitMs, onLimit, isDead) {
      const clock = createJumpClock();
      time = recordedTime(clock);
      start(clock, { limitMs, onLimit, isStuck: time.isStuck, isDead });
    },
    hurry(limitMs, onLimit, isDead) {
      if (fake === null) start(createJumpClock(), { limitMs, onLimit, isStuck: () => false, isDead });
    },
    watch(onDead, isDead) {
      const mine = due;
      void (async () => {
        while (due === mine && fake === null) {
          await new Promise((resolve) => void real.setTimeout(resolve, WATCH_MS).unref());
          if (due === mine && fake === null && isDead()) return onDead();
        }
      })();
    },
    served: (...call) => time?.served(...call),
    waits: () => waits,
    elapsed: () => fake?.now() ?? 0,
    hasDue: () => (due?.size ?? 0) > 0 || (fake?.untilNext() ?? Infinity) <= AT_ONCE,
    settle() {
      const release = [held.begin(), ...(fake === null ? [] : [fake.setAside()])];
      return () => {
        for (const step of release) step();
      };
    },
    async end() {
      fake = null;
      due = null;
      hold = null;
      byNumber.clear();
      await driving;
      held.release();
    },
  };
}

type Callback = (...args: unknown[]) => void;

const shims = {
  setTimeout: (callback: Callback, delay?: number, ...args: unknown[]): unknown => {
    if (isJumping(callback)) return add(callback, delay, args, false);
    if (due === null || isNative() || typeof callback !== 'function')
      return real.setTimeout(callback, delay, ...args);
    if (isLater(delay)) return real.setTimeout(holding(callback, false), delay, ...args);
    return setDue(callback, args);
  },
  setInterval: (callback: Callback, delay?: number, ...args: unknown[]): unknown => {
    if (!isJumping(callback)) {
      const isHeld = !isNative() && typeof callback === 'function' && isLater(delay);
      return real.setInterval(isHeld ? holding(callback, true) : callback, delay, ...args);
    }
    return add(callback, delay, args, true);
  },
  clearTimeout: clear,
  clearInterval: clear,
};

function isLater(delay: number | undefined): boolean {
  return (delay ?? 1) > AT_ONCE;
}

function holding(callback: Callback, repeats: boolean): Callback {
  const call = hold?.of(repeats);
  if (call === undefined) return callback;
  return function called(this: unknown, ...given: unknown[]) {
    call(() => Reflect.apply(callback, this, given));
  };
}

function setDue(callback: Callback, args: readonly unknown[]): unknown {
  const pending = due;
  const timer: unknown = real.setTimeout(
    function called(this: unknown, ...given: unknown[]) {
      pending?.delete(timer);
      Reflect.apply(callback, this, given);
    },
    1,
    ...args,
  );
  pending?.add(timer);
  return timer;
}

function isJumping(callback: unknown): boolean {
  return fake !== null && !isNative() && typeof callback === 'function';
}

/** A timer's callback belongs to the async context that set it, not to the one that moves the clock. */
function add(
  callback: Callback,
  delay: number | undefined,
  args: readonly unknown[],
  repeats: boolean,
): JumpTimer {
  const bound = AsyncLocalStorage.bind(() => callback(...args));
  const timer = (fake as JumpClock).add(bound, delay, repeats);
  fakes.add(timer);
  byNumber.set(Number(timer), new WeakRef(timer));
  return timer;
}

function clear(timer: unknown): void {
  const known =
    typeof timer === 'number' || typeof timer === 'string' ? byNumber.get(Number(timer))?.deref() : timer;
  if (typeof known === 'object' && known !== null && fakes.has(known)) (known as JumpTimer).close();
  else {
    due?.delete(timer);
    real.clearTimeout(timer as NodeJS.Timeout);
  }
}

function patchPromises(): (() => void)[] {
  const promises = load('node:timers/promises') as typeof import('node:timers/promises');
  const realWait = promises.setTimeout;
  const realInterval = promises.setInterval;
  const wait = <T>(
    delay?: number,
    value?: T,
    options: { signal?: AbortSignal; ref?: boolean } = {},
  ): Promise<T> => {
    if (isNative()) return realWait(delay, value, options);
    if (fake === null)
      return isLater(delay) ? heldWait(realWait(delay, value, options)) : realWait(delay, value, options);
    return new Promise((resolve, reject) => {
      const { signal } = options;
      if (signal?.aborted === true) reject(aborted(signal));
      const stop = (): void => {
        clear(timer);
        reject(aborted(signal));
      };
      const timer = shims.setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve(value as T);
      }, delay);
      signal?.addEventListener('abort', stop, { once: true });
    });
  };
  async function* interval<T>(
    delay?: number,
    value?: T,
    options?: { signal?: AbortSignal },
  ): AsyncGenerator<T> {
    if (fake === null || isNative()) yield* realInterval(delay, value as T, options);
    else for (;;) yield wait(delay, value as T, options);
  }
  Object.defineProperty(shims.setTimeout, promisify.custom, { value: wait, configurable: true });
  const { scheduler } = promises;
  return [
    replaceProperty(promises, 'setTimeout', wait),
    replaceProperty(promises, 'setInterval', interval),
    replaceProperty(scheduler, 'wait', (delay: number, options?: { signal?: AbortSignal }) =>
      wait(delay, undefined, options),
    ),
  ];
}

async function heldWait<T>(waiting: Promise<T>): Promise<T> {
  const call = hold?.of(false);
  const value = await waiting;
  if (call !== undefined) await new Promise<void>((resolve) => call(resolve));
  return value;
}

function aborted(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

function timeoutSignal(realm: typeof globalThis): (delay: number) => AbortSignal {
  const realTimeout = realm.AbortSignal.timeout.bind(realm.AbortSignal);
  return (delay) => {
    if (fake === null || isNative()) return realTimeout(delay);
    const controller = new realm.AbortController();
    shims.setTimeout(() => {
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, delay);
    return controller.signal;
  };
}
