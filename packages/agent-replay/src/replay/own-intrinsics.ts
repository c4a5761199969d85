import { AsyncLocalStorage } from 'node:async_hooks';

/** A property that somebody else has changed, as they left it; undefined for one that they took away. */
interface Changed {
  owner: object;
  key: PropertyKey;
  property: PropertyDescriptor | undefined;
  next: Changed | null;
}

/** What stood at the start, and what an agent has put in its place. */
export interface Intrinsics {
  /**
   * Puts back what stood at the start; true when anything had been changed.
   *
   * @throws {TypeError} where an agent has made its change for good
   */
  putOurs: () => boolean;
  /** Gives an agent back what it had in place, such as its polyfills. */
  putTheirs: () => void;
}

// Held from the start, and called as functions only: all else may be an agent's here.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } = Reflect;
const { is } = Object;
const text = String;

const NAMES = (
  'Object Function Array String Number Boolean Symbol BigInt RegExp JSON Map Set WeakMap WeakSet WeakRef Promise ' +
  'Reflect Proxy Error TypeError Uint8Array ArrayBuffer structuredClone'
).split(' ');
/** What a replay itself replaces by that of the fixture's locale, and what is the user's to set. */
const NOT_OURS = /^(?:toLocale|localeCompare$|stackTraceLimit$|prepareStackTrace$|captureStackTrace$)/;

/** Jest's mark on what is to stay when a sandbox ends: nobody else asks for it, and to take it away makes all code slow. */
const JESTS = Symbol.for('$$jest-protect-from-deletion');

/**
 * Holds the built-in objects of this realm as they are now. An agent's code shares them with the code that judges it:
 * with an `Array.prototype.push` that drops what it does not like no problem would ever be found.
 */
export function keepIntrinsics(): Intrinsics {
  const owners = ownersHere();
  const known = owners.flatMap(([owner, keys]) =>
    keys.map((key) => {
      const property = bare(getOwnPropertyDescriptor(owner, key));
      return { owner, key, value: property?.value as unknown, property };
    }),
  );
  const total = known.length;
  /** Objects whose every property all others have, too, and by their keys what they had at the start. */
  const shared = [Object.prototype, Array.prototype, Function.prototype].map((owner) => {
    const keys = ownKeys(owner);
    const had = Object.assign(
      Object.create(null) as object,
      Object.fromEntries(keys.map((key) => [key, true])),
    );
    return { owner, had: had as Record<PropertyKey, true | undefined> };
  });
  let theirs: Changed | null = null;

  function put(owner: object, key: PropertyKey, property: PropertyDescriptor | undefined): void {
    const before = bare(getOwnPropertyDescriptor(owner, key));
    const isPut = property === undefined ? deleteProperty(owner, key) : defineProperty(owner, key, property);
    if (!isPut)
      throw new TypeError(`the agent's code has changed "${text(key)}" of a built-in object for good`);
    theirs = { owner, key, property: before, next: theirs };
  }

  return {
    putOurs() {
      const before = theirs;
      for (let at = 0; at < shared.length; at += 1) {
        const { owner, had } = shared[at] as (typeof shared)[number];
        const keys = ownKeys(owner);
        for (let each = 0; each < keys.length; each += 1) {
          const key = keys[each] as PropertyKey;
          if (had[key] === undefined && key !== JESTS) put(owner, key, undefined);
        }
      }
      for (let at = 0; at < total; at += 1) {
        const { owner, key, value, property } = known[at] as (typeof known)[number];
        const now = getOwnPropertyDescriptor(owner, key);
        // What nearly all are: to compare the rest, too, takes half as long again.
        if (value !== undefined && now !== undefined && now.value === value) continue;
        if (!isSame(now, property)) put(owner, key, property);
      }
      return theirs !== before;
    },
    putTheirs() {
      for (; theirs !== null; theirs = theirs.next) {
        const { owner, key, property } = theirs;
        if (property === undefined) deleteProperty(owner, key);
        else defineProperty(owner, key, property);
      }
    },
  };
}

function ownersHere(): [owner: object, keys: PropertyKey[]][] {
  const globals = NAMES.map((name) => Reflect.get(globalThis, name) as object & { prototype?: object });
  const prototypes = globals.flatMap(({ prototype }) => (prototype === undefined ? [] : [prototype]));
  const iterators = [
    [].values(),
    new Map().values(),
    new Set().values(),
    ''.matchAll(/x/g),
    ''[Symbol.iterator](),
  ];
  const generator = Object.getPrototypeOf(function* () {}) as { prototype: object };
  const asyncGenerator = Object.getPrototypeOf(async function* () {}) as { prototype: object };
  const more = [
    ...iterators.map((each) => Object.getPrototypeOf(each) as object),
    Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object,
    Object.getPrototypeOf(Uint8Array.prototype) as object,
    generator.prototype,
    asyncGenerator.prototype,
    AsyncLocalStorage.prototype,
  ];
  const all = [...globals, ...prototypes, ...more].map((owner): [object, PropertyKey[]] => [
    owner,
    ownKeys(owner).filter((key) => typeof key === 'symbol' || !NOT_OURS.test(key)),
  ]);
  return [[globalThis, NAMES], ...all];
}

/** Inherits nothing that an agent could give to all objects: a `get`, say, would make it another property. */
function bare(property: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
  if (property !== undefined) setPrototypeOf(property, null);
  return property;
}

function isSame(now: PropertyDescriptor | undefined, known: PropertyDescriptor | undefined): boolean {
  if (now === undefined || known === undefined) return now === known;
  return is(now.value, known.value) && now.get === known.get && now.set === known.set;
}
