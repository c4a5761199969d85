import { syncBuiltinESMExports } from 'node:module';
import { requireFrom } from './require-from.ts';

/** The machine's own time, whatever a test runner's fake timers or a replay have put in place of it. */
export interface MachineTime {
  Date: typeof Date;
  setTimeout: typeof setTimeout;
  clearTimeout: typeof clearTimeout;
  setInterval: typeof setInterval;
  clearInterval: typeof clearInterval;
  setImmediate: typeof setImmediate;
  clearImmediate: typeof clearImmediate;
  /** `performance.now`, bound. */
  now: () => number;
  /** `performance.timeOrigin`. */
  timeOrigin: number;
}

/** What time is told and waited by in a realm, as it stood at one moment. */
export type TimeProperties = readonly (readonly [
  owner: object,
  key: PropertyKey,
  property: PropertyDescriptor | undefined,
])[];

interface Kept {
  time: MachineTime;
  /** What formats dates: a mock in its place says nothing of what the engine does. */
  DateTimeFormat: typeof Intl.DateTimeFormat;
  properties: TimeProperties;
}

const KEY = Symbol.for('agent-replay.machine');
const load = requireFrom(import.meta.url);
const TIMERS = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
] as const;

/**
 * Keeps what a realm's time is, the first time that any copy of this package is asked to: to be called before the
 * code of a user, who may have set up fake timers by the time that the engine is loaded.
 */
export function keepMachine(realm: typeof globalThis = globalThis): Readonly<Kept> {
  const all = ((globalThis as { [KEY]?: WeakMap<object, Kept> })[KEY] ??= new WeakMap());
  let kept = all.get(realm);
  if (kept === undefined) {
    const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate } = realm;
    const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate };
    const { Date, performance, Intl } = realm;
    const { timeOrigin } = performance;
    const time = { ...timers, Date, now: performance.now.bind(performance), timeOrigin };
    kept = { time, properties: timeProperties(realm), DateTimeFormat: Intl.DateTimeFormat };
    all.set(realm, kept);
  }
  return kept;
}

/** The machine's own time, as it was kept first. */
export function machineTime(): MachineTime {
  return keepMachine().time;
}

/** Reads what time is told and waited by in a realm. */
export function timeProperties(realm: typeof globalThis): TimeProperties {
  const promises = load('node:timers/promises') as typeof import('node:timers/promises');
  const owners: [object, readonly string[]][] = [
    [realm, [...TIMERS, 'Date', 'Intl', 'performance', 'queueMicrotask']],
    [realm.performance, ['now']],
    [realm.process, ['hrtime', 'nextTick']],
    [realm.AbortSignal, ['timeout']],
    [load('node:timers') as object, TIMERS],
    [promises, ['setTimeout', 'setInterval', 'setImmediate']],
    [promises.scheduler, ['wait', 'yield']],
  ];
  return owners.flatMap(([owner, keys]) =>
    keys.map((key) => [owner, key, Object.getOwnPropertyDescriptor(owner, key)] as const),
  );
}

/** What `putProperties` returns when all was as it should be. */
export const NOTHING_CHANGED = (): void => undefined;

/** Puts properties back to what they were; returns what puts those back that had changed. */
export function putProperties(properties: TimeProperties): () => void {
  const changed: [owner: object, key: PropertyKey, property: PropertyDescriptor | undefined][] = [];
  for (const [owner, key, property] of properties) {
    // To read a value takes a fraction of the time in which it is described.
    if (property?.value !== undefined && Reflect.get(owner, key) === property.value) continue;
    const now = Object.getOwnPropertyDescriptor(owner, key);
    if (isSame(now, property)) continue;
    put(owner, key, property);
    changed.push([owner, key, now]);
  }
  if (changed.length === 0) return NOTHING_CHANGED;
  syncBuiltinESMExports();
  return () => {
    for (const [owner, key, property] of changed) put(owner, key, property);
    syncBuiltinESMExports();
  };
}

function isSame(one: PropertyDescriptor | undefined, other: PropertyDescriptor | undefined): boolean {
  return one?.value === other?.value && one?.get === other?.get;
}

function put(owner: object, key: PropertyKey, property: PropertyDescriptor | undefined): void {
  if (property === undefined) Reflect.deleteProperty(owner, key);
  else Object.defineProperty(owner, key, property);
}
