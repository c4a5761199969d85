import { AsyncLocalStorage } from 'node:async_hooks';
import { types } from 'node:util';

/** A property that somebody else has changed, as they left it; undefined for one that they took away. */
interface Changed {
  owner: object;
  key: PropertyKey;
  name: string;
  property: PropertyDescriptor | undefined;
  next: Changed | null;
}

/** What stood at the start, and what an agent has put in its place. */
export interface Intrinsics {
  /**
   * Puts back what stood at the start; returns the name of a property that had been changed, null when none had.
   *
   * @throws {TypeError} where an agent has made its change for good
   */
  putOurs: () => string | null;
  /** Gives an agent back what it had in place, such as its polyfills. */
  putTheirs: () => void;
  /**
   * Remembers what is theirs now. What is returned takes away from it again what was given to all objects since then:
   * a run that broke by that breaks no other.
   */
  beforeRun: () => () => void;
  /** Runs a function of the user's with what is theirs in place, until what it returns has settled. */
  withTheirs: <T>(fn: () => T) => T;
}

// Held from the start, and called as functions only: all else may be an agent's here.
const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } = Reflect;
const { is } = Object;
const text = String;
const { isPromise } = types;

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
  const total = owners.length;
  const shared = [Object, Array, Function].map(({ name, prototype }) =>
    sharedOwner(name, prototype as object),
  );
  let theirs: Changed | null = null;

  function put(
    { name: of, owner }: Pick<Owner, 'name' | 'owner'>,
    key: PropertyKey,
    property: PropertyDescriptor | undefined,
  ): void {
    const name = `${of}.${text(key)}`;
    const before = bare(getOwnPropertyDescriptor(owner, key));
    const isPut = property === undefined ? deleteProperty(owner, key) : defineProperty(owner, key, property);
    if (!isPut) throw new TypeError(`the agent's code has changed the built-in ${name} for good`);
    theirs = { owner, key, name, property: before, next: theirs };
  }

  const intrinsics: Intrinsics = {
    putOurs() {
      const before = theirs;
      for (let at = 0; at < shared.length; at += 1) {
        const each = shared[at] as Shared;
        const { owner, keys, had } = each;
        const now = ownKeys(owner);
        for (let place = 0; place < now.length; place += 1) {
          const key = now[place] as PropertyKey;
          // What stands where it stood at the start is not looked for.
          if (key !== keys[place] && had[key] === undefined && key !== JESTS) put(each, key, undefined);
        }
      }
      for (let at = 0; at < total; at += 1) {
        const each = owners[at] as Owner;
        const { owner, keys, values, properties } = each;
        for (let place = 0; place < keys.length; place += 1) {
          const key = keys[place] as PropertyKey;
          const value = values[place];
          const now = getOwnPropertyDescriptor(owner, key);
          // What nearly all are: to compare the rest, too, takes half as long again.
          if (value !== undefined && now !== undefined && now.value === value) continue;
          const property = properties[place];
          if (!isSame(now, property)) put(each, key, property);
        }
      }
      return theirs === before || theirs === null ? null : theirs.name;
    },
    putTheirs() {
      for (; theirs !== null; theirs = theirs.next) {
        const { owner, key, property } = theirs;
        if (isPoison(theirs)) continue;
        if (property === undefined) deleteProperty(owner, key);
        else defineProperty(owner, key, property);
      }
    },
    beforeRun() {
      const before = theirs;
      return () => {
        theirs = without(theirs, ({ owner, key }) => owner === ALL && !has(before, key));
      };
    },
    withTheirs(fn) {
      intrinsics.putTheirs();
      let isLater = false;
      try {
        const given = fn();
        isLater = isPromise(given);
        return isLater ? (oursAfter(given as Promise<unknown>) as typeof given) : given;
      } finally {
        if (!isLater) intrinsics.putOurs();
      }
    },
  };
  async function oursAfter(given: Promise<unknown>): Promise<unknown> {
    try {
      return await given;
    } finally {
      intrinsics.putOurs();
    }
  }
  return intrinsics;
}

const ALL = Object.prototype;

/** With these in what all objects inherit, Node defines no property any more: neither its own code nor ours could run. */
function isPoison({ owner, key }: Changed): boolean {
  return owner === ALL && (key === 'get' || key === 'set');
}

function has(list: Changed | null, key: PropertyKey): boolean {
  for (let each = list; each !== null; each = each.next)
    if (each.owner === ALL && each.key === key) return true;
  return false;
}

/** In a loop: an agent may have changed more than there is room for on the stack. */
function without(list: Changed | null, isGone: (each: Changed) => boolean): Changed | null {
  let first: Changed | null = null;
  let last: Changed | null = null;
  for (let each = list; each !== null; each = each.next) {
    if (isGone(each)) continue;
    const kept: Changed = { ...each, next: null };
    if (last === null) first = kept;
    else last.next = kept;
    last = kept;
  }
  return first;
}

/** A built-in object, and what is held of it: lists side by side, since all of them are read with each run. */
interface Owner {
  name: string;
  owner: object;
  keys: readonly PropertyKey[];
  values: readonly unknown[];
  properties: readonly (PropertyDescriptor | undefined)[];
}

/** An object whose every property all others have, too, and the keys that it had at the start. */
interface Shared {
  name: string;
  owner: object;
  keys: readonly PropertyKey[];
  had: Record<PropertyKey, true | undefined>;
}

function sharedOwner(name: string, owner: object): Shared {
  const keys = ownKeys(owner);
  const had = Object.assign(
    Object.create(null) as object,
    Object.fromEntries(keys.map((key) => [key, true])),
  ) as Shared['had'];
  return { name: `${name}.prototype`, owner, keys, had };
}

function held(name: string, owner: object, names: readonly PropertyKey[]): Owner {
  const all = names.map((key) => ({ key, property: bare(getOwnPropertyDescriptor(owner, key)) }));
  const some = all.filter(({ property }) => !isFixed(property));
  return {
    name,
    owner,
    keys: some.map(({ key }) => key),
    values: some.map(({ property }) => property?.value as unknown),
    properties: some.map(({ property }) => property),
  };
}

/** True for what the language lets nobody change, as `Symbol.iterator`. */
function isFixed(property: PropertyDescriptor | undefined): boolean {
  return property?.configurable === false && property.writable !== true;
}

function ownersHere(): Owner[] {
  const globals = NAMES.map((name) => {
    const owner = Reflect.get(globalThis, name) as object & { prototype?: object };
    return { name, owner };
  });
  const prototypes = globals.flatMap(({ name, owner: { prototype } }) =>
    prototype === undefined ? [] : [{ name: `${name}.prototype`, owner: prototype }],
  );
  const prototypeOf = (value: object): object => Object.getPrototypeOf(value) as object;
  const generator = prototypeOf(function* () {}) as { prototype: object };
  const asyncGenerator = prototypeOf(async function* () {}) as { prototype: object };
  const more = Object.entries({
    'Array Iterator': prototypeOf([].values()),
    'Map Iterator': prototypeOf(new Map().values()),
    'Set Iterator': prototypeOf(new Set().values()),
    'RegExp String Iterator': prototypeOf(''.matchAll(/x/g)),
    'String Iterator': prototypeOf(''[Symbol.iterator]()),
    'Iterator.prototype': prototypeOf(prototypeOf([].values())),
    'TypedArray.prototype': prototypeOf(Uint8Array.prototype),
    'Generator.prototype': generator.prototype,
    'AsyncGenerator.prototype': asyncGenerator.prototype,
    'AsyncLocalStorage.prototype': AsyncLocalStorage.prototype,
  }).map(([name, owner]) => ({ name, owner }));
  const all = [...globals, ...prototypes, ...more].map(({ name, owner }) =>
    held(
      name,
      owner,
      ownKeys(owner).filter(
        (key) => typeof key === 'symbol' || !(NOT_OURS.test(key) || isUnread(key, owner)),
      ),
    ),
  );
  return [held('globalThis', globalThis, NAMES), ...all];
}

/** What no code of ours or of Node's reads: how many parameters a built-in function has, and the last match of all. */
function isUnread(key: string, owner: object): boolean {
  return typeof owner === 'function' && (key === 'length' || (owner === RegExp && LAST_MATCH.test(key)));
}

const LAST_MATCH = /^(?:input|lastMatch|lastParen|leftContext|rightContext|\$.)$/;

/** Inherits nothing that an agent could give to all objects: a `get`, say, would make it another property. */
function bare(property: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
  if (property !== undefined) setPrototypeOf(property, null);
  return property;
}

function isSame(now: PropertyDescriptor | undefined, known: PropertyDescriptor | undefined): boolean {
  if (now === undefined || known === undefined) return now === known;
  return is(now.value, known.value) && now.get === known.get && now.set === known.set;
}

/** As they are before any code of an agent's: whoever replays loads this first. */
export const intrinsics = keepIntrinsics();
