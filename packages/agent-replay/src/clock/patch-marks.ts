import { createRequire } from 'node:module';
import type { Current } from './current.ts';
import { isNative } from './native.ts';
import { monotonic } from './patch-date.ts';
import { replaceGetter, replaceProperty } from './replace-property.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => object;
interface MeasureOptions {
  start?: unknown;
  end?: unknown;
  duration?: unknown;
}

const load = createRequire(import.meta.url);

/**
 * Gives the replay's time to what Node stamps by itself, past `Date` and `performance.now`: marks and measures, events,
 * and files that code makes in memory.
 */
export function patchMarks(realm: typeof globalThis, current: Current): () => void {
  const now = (): number | null => (current.clock === null || isNative() ? null : monotonic(current));
  const date = (): number | null => (current.clock === null || isNative() ? null : current.clock.now());
  const undo = [...marks(realm, now), ...events(realm, now), ...files(realm, date)];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

type Now = () => number | null;

function marks(realm: typeof globalThis, now: Now): (() => void)[] {
  // A fake of a user's setup has a prototype of its own, or none.
  const { Performance } = realm as { Performance?: Constructor };
  const prototype = Performance?.prototype as object | undefined;
  const stamped = withOption('startTime', now);
  return [
    ...method(prototype, 'now', (fn) => through(fn, (real) => now() ?? real())),
    ...method(prototype, 'mark', (fn) => onArguments(fn, stamped)),
    ...method(prototype, 'measure', (fn) => onArguments(fn, ended(now))),
    ...constructed([realm, load('node:perf_hooks') as object], 'PerformanceMark', stamped),
  ];
}

/** Replaces a method where there is one. */
function method(
  holder: object | undefined,
  name: string,
  change: (fn: Callable) => Callable,
): (() => void)[] {
  const fn: unknown = holder === undefined ? undefined : Reflect.get(holder, name);
  if (holder === undefined || typeof fn !== 'function') return [];
  return [replaceProperty(holder, name, change(fn as Callable))];
}

/** Where a measure is told no end, that is now (User Timing Level 3, § 3.3). */
function ended(now: Now): (args: unknown[]) => unknown[] {
  return (args) => {
    const [name, from, end] = args;
    const at = end === undefined ? now() : null;
    if (at === null) return args;
    if (typeof from !== 'object' || from === null) return [name, from, at];
    const { start, end: told, duration } = from as MeasureOptions;
    const isOpen = start !== undefined && told === undefined && duration === undefined;
    return isOpen ? [name, { ...from, end: at }] : args;
  };
}

function events(realm: typeof globalThis, now: Now): (() => void)[] {
  const prototype = (realm as Partial<typeof globalThis>).Event?.prototype as object | undefined;
  if (prototype === undefined) return [];
  const own: { get?: unknown } | undefined = Object.getOwnPropertyDescriptor(prototype, 'timeStamp');
  const get = own?.get as Callable | undefined;
  if (get === undefined) return [];
  // An event says the same each time: the time at which it was asked first.
  const told = new WeakMap<object, number>();
  const timeStamp = through(get, (real, event) => {
    // Throws for what is no event.
    const ofMachine = real();
    const at = told.get(event) ?? now();
    if (at === null) return ofMachine;
    told.set(event, at);
    return at;
  });
  return [replaceGetter(prototype, 'timeStamp', timeStamp)];
}

function files(realm: typeof globalThis, date: Now): (() => void)[] {
  const modified = withOption('lastModified', date, 2);
  return constructed([realm, load('node:buffer') as object], 'File', modified);
}

/** Arguments in which an option that nobody named is what a replay says. */
function withOption(key: string, value: Now, index = 1): (args: unknown[]) => unknown[] {
  return (args) => {
    const options = args[index] as Record<string, unknown> | null | undefined;
    const isNone = options === undefined || options === null;
    if (!isNone && (typeof options !== 'object' || options[key] !== undefined)) return args;
    const at = args.length < index ? null : value();
    return at === null ? args : [...args.slice(0, index), { ...options, [key]: at }];
  };
}

function onArguments(fn: Callable, change: (args: unknown[]) => unknown[]): Callable {
  return new Proxy(fn, { apply: (target, self, args) => Reflect.apply(target, self, change(args)) });
}

function through<T>(fn: Callable, answer: (real: () => T, self: object) => T): Callable {
  return new Proxy(fn, {
    apply: (target, self: object, args) => answer(() => Reflect.apply(target, self, args) as T, self),
  });
}

/** A class that several objects name, made with other arguments. */
function constructed(owners: object[], name: string, change: (args: unknown[]) => unknown[]): (() => void)[] {
  const made = Reflect.get(owners[0] as object, name) as Constructor | undefined;
  if (made === undefined) return [];
  const shim: Constructor = new Proxy(made, {
    construct: (target, args, newTarget) => Reflect.construct(target, change(args), newTarget) as object,
  });
  return [
    replaceProperty(made.prototype as object, 'constructor', shim),
    ...owners
      .filter((owner) => Reflect.get(owner, name) === made)
      .map((owner) => replaceProperty(owner, name, shim)),
  ];
}
