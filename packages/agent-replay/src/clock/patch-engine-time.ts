import { keepMachine } from '@agent-replay/contracts/machine';
import type { Current } from './current.ts';
import { isNative } from './native.ts';
import { replaceGetter, replaceProperty } from './replace-property.ts';

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Gives the replay's time to what asks the engine for it, past `Date`: a date that `Intl.DateTimeFormat` is not told
 * (ECMA-402 §11.5.5), and `Temporal.Now`, where there is one.
 */
export function patchEngineTime(realm: typeof globalThis, current: Current): () => void {
  const now = (): number | null => (current.clock === null || isNative() ? null : current.clock.now());
  const undo = [...formatsNow(realm, now), ...temporalNow(realm, now)];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

type Now = () => number | null;

function formatsNow(realm: typeof globalThis, now: Now): (() => void)[] {
  const found = engineFormat(keepMachine(realm).DateTimeFormat);
  if (found === null) return [];
  const { prototype, get } = found;
  const dated = (args: unknown[]): unknown[] => {
    const at = args[0] === undefined ? now() : null;
    return at === null ? args : [at];
  };
  const onTime = (fn: Callable): Callable =>
    new Proxy(fn, { apply: (target, self, args) => Reflect.apply(target, self, dated(args)) });
  // The engine gives one function for each instance, which can be taken off it.
  const bound = new WeakMap<object, Callable>();
  const format = new Proxy(get, {
    apply(target, self: object, args) {
      const real = Reflect.apply(target, self, args) as Callable;
      const known = bound.get(real) ?? onTime(real);
      bound.set(real, known);
      return known;
    },
  });
  return [
    replaceGetter(prototype, 'format', format),
    replaceProperty(prototype, 'formatToParts', onTime(prototype.formatToParts)),
  ];
}

/** What the engine itself formats by, also where a setup has a mock or a subclass in place of it; null where that hides it. */
function engineFormat(
  DateTimeFormat: unknown,
): { prototype: { formatToParts: Callable }; get: Callable } | null {
  let prototype = (DateTimeFormat as { prototype?: object } | undefined)?.prototype ?? null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    const own: { get?: unknown } | undefined = Object.getOwnPropertyDescriptor(prototype, 'format');
    const get = own?.get;
    if (isOfEngine(get)) return { prototype: prototype as { formatToParts: Callable }, get };
  }
  return null;
}

function isOfEngine(fn: unknown): fn is Callable {
  return typeof fn === 'function' && Function.prototype.toString.call(fn).endsWith('{ [native code] }');
}

/** `Temporal`, which Node has from version 26 on, as far as it is asked here. */
interface TemporalHere {
  Instant: { fromEpochMilliseconds: (at: number) => Instant };
  Now: Record<string, Callable>;
}

interface Instant {
  toZonedDateTimeISO: (
    zone: unknown,
  ) => Record<'toPlainDateTime' | 'toPlainDate' | 'toPlainTime', () => unknown>;
}

function temporalNow(realm: typeof globalThis, now: Now): (() => void)[] {
  const { Temporal } = realm as { Temporal?: TemporalHere };
  if (Temporal === undefined) return [];
  const { Instant, Now } = Temporal;
  const zoned = (instant: Instant, zone: unknown) =>
    instant.toZonedDateTimeISO(zone ?? new realm.Intl.DateTimeFormat().resolvedOptions().timeZone);
  const ways: Record<string, (instant: Instant, zone: unknown) => unknown> = {
    instant: (instant) => instant,
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (instant, zone) => zoned(instant, zone).toPlainDateTime(),
    plainDateISO: (instant, zone) => zoned(instant, zone).toPlainDate(),
    plainTimeISO: (instant, zone) => zoned(instant, zone).toPlainTime(),
  };
  return Object.entries(ways).map(([name, make]) => {
    const shim = new Proxy(Now[name] as Callable, {
      apply(target, self, args) {
        const at = now();
        if (at === null) return Reflect.apply(target, self, args);
        return make(Instant.fromEpochMilliseconds(Math.floor(at)), args[0]);
      },
    });
    return replaceProperty(Now, name, shim);
  });
}
