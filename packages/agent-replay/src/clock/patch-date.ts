import { createRequire } from 'node:module';
import { machineTime } from '@agent-replay/contracts/machine';
import type { Current } from './current.ts';
import { isNative } from './native.ts';
import { replaceGetter, replaceProperty } from './replace-property.ts';

const os = createRequire(import.meta.url)('node:os') as typeof import('node:os');
const { now: machineNow, timeOrigin: machineOrigin } = machineTime();
const shims = new WeakMap<DateConstructor, DateConstructor>();

/** Gives a realm's `Date`, `performance`, `process.hrtime` and `uptime` the replay's time. */
export function patchDate(realm: typeof globalThis, current: Current): () => void {
  const RealDate = realm.Date;
  const shim = shims.get(RealDate) ?? shimDate(RealDate, current);
  shims.set(RealDate, shim);
  const undo = [
    replaceProperty(realm, 'Date', shim),
    replaceProperty(RealDate.prototype, 'constructor', shim),
    replaceProperty(realm.performance, 'now', () => monotonic(current)),
    replaceGetter(realm.performance, 'timeOrigin', () => origin(current)),
    replaceProperty(realm.process, 'hrtime', hrtime(current)),
    replaceProperty(realm.process, 'uptime', uptime(realm.process, current)),
    replaceProperty(os, 'uptime', uptime(os, current)),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

function shimDate(RealDate: DateConstructor, current: Current): DateConstructor {
  const realNow = RealDate.now.bind(RealDate);
  const now = (): number => (current.clock === null || isNative() ? realNow() : current.clock.now());
  return new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
}

/** Milliseconds that only grow: the machine's, or the replay's, whose process began in the second of its start. */
export function monotonic(current: Current): number {
  const { clock } = current;
  return clock === null || isNative() ? machineNow() : clock.now() - origin(current);
}

function origin({ clock }: Current): number {
  return clock === null || isNative() ? machineOrigin : Math.floor(clock.start / 1000) * 1000;
}

function uptime(of: { uptime: () => number }, current: Current): () => number {
  const real = of.uptime.bind(of);
  return () => (current.clock === null || isNative() ? real() : monotonic(current) / 1000);
}

function hrtime(current: Current): typeof process.hrtime {
  const nanoseconds = (): bigint => BigInt(Math.round(monotonic(current) * 1e6));
  const read = (before?: [number, number]): [number, number] => {
    const at =
      nanoseconds() - (before === undefined ? 0n : BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]));
    return [Number(at / 1_000_000_000n), Number(at % 1_000_000_000n)];
  };
  return Object.assign(read, { bigint: nanoseconds });
}
