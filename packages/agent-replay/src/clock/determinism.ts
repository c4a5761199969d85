import { syncBuiltinESMExports } from 'node:module';
import type { FixtureInput } from '@agent-replay/contracts';
import {
  keepMachine,
  NOTHING_CHANGED,
  putProperties,
  timeProperties,
  type TimeProperties,
} from '@agent-replay/contracts/machine';
import { defaultLocale } from '@agent-replay/runs';
import { createClock, createLoadingClock } from './clock.ts';
import { patchDate } from './patch-date.ts';
import { patchEngineTime } from './patch-engine-time.ts';
import { patchKeys } from './patch-keys.ts';
import { patchLocale } from './patch-locale.ts';
import { patchMarks } from './patch-marks.ts';
import { chanceProperties, patchRandom } from './patch-random.ts';
import { patchCompiling } from './patch-compiling.ts';
import { patchSharedWaits } from './patch-shared-waits.ts';
import { createTimers, patchTimers, type Timers } from './patch-timers.ts';
import { isReplaced } from './replace-property.ts';
import { createSeededBytes } from './seeded-bytes.ts';
import { enterTimeZone } from './time-zone.ts';
import type { Current } from './current.ts';

/** A replay's own time and chance, in place of the machine's. */
export interface Determinism {
  /**
   * Loads the agent's modules in the time, zone, locale and chance of the fixture: what they keep from then, as the date
   * in a prompt or the next turn of a rate limiter, is of the time that their run is of.
   */
  load: <T>(input: Pick<FixtureInput, 'clock' | 'seed'>, work: () => Promise<T>) => Promise<T>;
  /** Lets time and chance begin; until then the machine's hold. */
  begin: (
    input: Pick<FixtureInput, 'clock' | 'seed' | 'timeout_seconds'>,
    onLimit: () => void,
    isDead?: () => boolean,
  ) => void;
  /** Lets the time pass that a recorded call took, in `fast` time. */
  served: Timers['served'];
  /**
   * A call has missed the tape, which decides the verdict: waits pass at once from here on, whatever the fixture's clock,
   * and a client that tries again and again comes to its end without taking that time.
   */
  missed: () => void;
  /** Milliseconds that were waited for in `fast` time, or after a miss, in order. */
  waits: () => readonly number[];
  /** True while timers that are due at once wait for their turn. */
  hasDue: () => boolean;
  /** Keeps timers that are not due at once from being called until the end; returns what ends that for those set later. */
  settle: () => () => void;
  /** Puts back what was replaced. */
  end: () => Promise<void>;
}

// One for all realms and replays: an agent's module that took hold of a patched function keeps it
// for good, and must find the time of the replay that runs then.
const current: Current = { clock: null, random: null, locale: null };

/** What is in place in a realm, and for how many. */
interface Patched {
  users: number;
  /** How the patches stand in the realm: fake timers that a user sets up later stand before them. */
  standing: TimeProperties;
  undo: () => void;
}

const patched = new Map<typeof globalThis, Patched>();

/**
 * Keeps the patches in place between replays, when they do nothing; returns the way back. Beside a realm of its
 * own there is that of the process: what Jest cannot read in its sandbox, Node loads outside of it.
 */
export function keepPatched(realm: typeof globalThis = globalThis): () => void {
  const leave = realmsOf(realm).map(keepRealm);
  return () => {
    for (const step of leave.toReversed()) step();
  };
}

function realmsOf(realm: typeof globalThis): (typeof globalThis)[] {
  return realm === globalThis ? [realm] : [globalThis, realm];
}

function keepRealm(realm: typeof globalThis): () => void {
  let entry = patched.get(realm);
  if (entry === undefined) {
    // A fixture has its own time, in place of the machine's: fake timers of a user's setup step aside for it.
    // Between fixtures they stand, and the user takes them away or sets up others.
    const found = timeProperties(realm);
    const fakes = putProperties(keepMachine(realm).properties.filter(isOwn));
    const steps = [
      fakes,
      patchDate(realm, current),
      patchEngineTime(realm, current),
      patchMarks(realm, current),
      patchLocale(realm, current),
      patchRandom(realm, current),
      patchKeys(current),
      patchSharedWaits(realm),
      patchCompiling(realm),
      patchTimers(realm),
    ];
    syncBuiltinESMExports();
    // A user's setup may also put mocks of chance back between two fixtures, over what stands here.
    const standing = [...timeProperties(realm), ...chanceProperties(realm)];
    const areFakes = fakes !== NOTHING_CHANGED;
    if (areFakes) putProperties(found);
    entry = {
      users: 0,
      standing,
      undo() {
        const left = areFakes ? timeProperties(realm) : [];
        for (const step of steps.toReversed()) step();
        putProperties(left);
        syncBuiltinESMExports();
      },
    };
    patched.set(realm, entry);
  }
  const kept = entry;
  kept.users += 1;
  return () => {
    kept.users -= 1;
    if (kept.users > 0) return;
    patched.delete(realm);
    kept.undo();
  };
}

/** False for what a replay has put in place in another realm, which both share. */
function isOwn([owner, key]: TimeProperties[number]): boolean {
  return !isReplaced(Object.getOwnPropertyDescriptor(owner, key));
}

/**
 * Replaces `Date`, `performance`, `process.hrtime`, timers, `Math.random`, the random functions and the keys
 * of `crypto`, and what formats in the default locale, in a realm and that of the process, by ones that a fixture sets.
 */
export function takeOver(realm: typeof globalThis = globalThis): Determinism {
  const leavePatches = keepPatched(realm);
  const fakes = realmsOf(realm).map((each) => putProperties((patched.get(each) as Patched).standing));
  const timers = createTimers();
  let leavePlace = (): void => undefined;
  let hasMissed = false;
  let hurry = (): void => undefined;
  const leave = (): void => {
    leavePlace();
    leavePlace = () => undefined;
    current.clock = null;
    current.random = null;
  };
  return {
    async load({ clock, seed }, work) {
      leavePlace = enterPlace(clock);
      current.random = createSeededBytes(seed + LOADING);
      current.clock = createLoadingClock(clock);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    begin({ clock, seed, timeout_seconds: limit }, onLimit, isDead = () => false) {
      leavePlace = enterPlace(clock);
      current.random = createSeededBytes(seed);
      current.clock = createClock(clock, timers.elapsed);
      hurry = () => timers.hurry(limit * 1000, onLimit, isDead);
      if (clock.mode === 'fast') timers.jump(limit * 1000, onLimit, isDead);
      else if (hasMissed) hurry();
      else timers.watch(onLimit, isDead);
    },
    served: timers.served,
    missed() {
      hasMissed = true;
      hurry();
    },
    waits: () => timers.waits(),
    hasDue: () => timers.hasDue(),
    settle: () => timers.settle(),
    async end() {
      hurry = () => undefined;
      await timers.end();
      leave();
      for (const putBack of fakes.toReversed()) putBack();
      leavePatches();
    },
  };
}

/** Apart from the seeds of runs: an id that a module made must not be that of the run's first message. */
const LOADING = 2 ** 40;

/** Puts this process into the time zone and the locale of a fixture; returns the way back. */
function enterPlace({ time_zone: zone, locale }: FixtureInput['clock']): () => void {
  if (locale !== undefined) Intl.getCanonicalLocales(locale);
  const leaveZone = enterTimeZone(zone);
  current.locale = locale === undefined || locale === localeOfMachine() ? null : locale;
  return () => {
    current.locale = null;
    leaveZone();
  };
}

/** What V8 says before anybody is told something else; asked when a fixture names a locale, since it takes long. */
let machineLocale: { locale: string | undefined } | undefined;
function localeOfMachine(): string | undefined {
  machineLocale ??= { locale: defaultLocale() };
  return machineLocale.locale;
}
