import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { isNative } from './native.ts';
import { quiet } from './quiet.ts';
import { replaceProperty } from './replace-property.ts';

const load = createRequire(import.meta.url);
const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };

interface FakeClock {
  now: number;
  setTimeout(callback: () => void, delay?: number): object;
  setInterval(callback: () => void, delay?: number): object;
  clearTimeout(timer: unknown): void;
  countTimers(): number;
  next(): number;
}

export interface Timers {
  /** Lets waits pass at once, as soon as nothing else is under way. */
  jump(): void;
  waits(): readonly number[];
  /** Milliseconds that were jumped over. */
  elapsed(): number;
  end(): Promise<void>;
}

// The fake clock that holds now; like `Current`, one for every reference that an agent keeps.
let fake: FakeClock | null = null;
const fakes = new WeakMap<object, FakeClock>();

/** Gives a realm, `node:timers` and `node:timers/promises` timers that can jump over waits. */
export function patchTimers(realm: typeof globalThis): Timers {
  const undo = [
    ...Object.entries(shims).map(([name, value]) => replaceProperty(realm, name, value)),
    ...Object.entries(shims).map(([name, value]) =>
      replaceProperty(load('node:timers') as object, name, value),
    ),
    ...patchPromises(),
    replaceProperty(realm.AbortSignal, 'timeout', timeoutSignal(realm)),
  ];
  const waits: number[] = [];
  let driving: Promise<void> = Promise.resolve();
  return {
    jump() {
      const { createClock } = load('@sinonjs/fake-timers') as { createClock(now: number): FakeClock };
      fake = createClock(0);
      driving = drive(fake, waits);
    },
    waits: () => waits,
    elapsed: () => fake?.now ?? 0,
    async end() {
      fake = null;
      await driving;
      for (const step of undo.toReversed()) step();
    },
  };
}

type Callback = (...args: unknown[]) => void;

const shims = {
  setTimeout(callback: Callback, delay?: number, ...args: unknown[]): unknown {
    if (!isJumping(callback)) return real.setTimeout(callback, delay, ...args);
    return keep((clock) => clock.setTimeout(bound(callback, args), delay));
  },
  setInterval(callback: Callback, delay?: number, ...args: unknown[]): unknown {
    if (!isJumping(callback)) return real.setInterval(callback, delay, ...args);
    return keep((clock) => clock.setInterval(bound(callback, args), delay));
  },
  clearTimeout: clear,
  clearInterval: clear,
};

function isJumping(callback: unknown): boolean {
  return fake !== null && !isNative() && typeof callback === 'function';
}

function keep(make: (clock: FakeClock) => object): object {
  const clock = fake as FakeClock;
  const timer = make(clock);
  fakes.set(timer, clock);
  return timer;
}

/** A timer's callback belongs to the async context that set it, not to the one that moves the clock. */
function bound(callback: Callback, args: readonly unknown[]): () => void {
  return AsyncLocalStorage.bind(() => callback(...args));
}

function clear(timer: unknown): void {
  const clock = typeof timer === 'object' && timer !== null ? fakes.get(timer) : undefined;
  if (clock === undefined) real.clearTimeout(timer as NodeJS.Timeout);
  else clock.clearTimeout(timer);
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
    if (fake === null || isNative()) return realWait(delay, value, options);
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

/** Moves the clock to its next timer whenever nothing else is under way in the process. */
async function drive(clock: FakeClock, waits: number[]): Promise<void> {
  const isQuiet = quiet();
  while (fake === clock) {
    await new Promise((resolve) => {
      if (clock.countTimers() === 0) real.setTimeout(resolve, 1);
      else real.setImmediate(resolve);
    });
    if (fake !== clock || clock.countTimers() === 0 || !isQuiet()) continue;
    const before = clock.now;
    try {
      clock.next();
    } catch (error) {
      real.setImmediate(() => {
        throw error;
      });
    }
    if (clock.now > before) waits.push(clock.now - before);
  }
}
