import { createRequire } from 'node:module';
import { isBelowClients } from '@agent-replay/cassette';
import type { TimeProperties } from '@agent-replay/contracts/machine';
import type { Current } from './current.ts';
import { isNative } from './native.ts';
import { replaceProperty } from './replace-property.ts';
import type { SeededBytes, Way } from './seeded-bytes.ts';

const crypto = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');

/** Names of one function: the others are those of old releases of Node, which libraries still call. */
const BYTES = ['randomBytes', 'pseudoRandomBytes', 'prng', 'rng'];

type Callback<T> = (error: Error | null, value: T) => void;

/** Gives `Math.random` of a realm, and the random functions of `crypto`, the replay's seed. */
export function patchRandom(realm: typeof globalThis, current: Current): () => void {
  const seeded = (): SeededBytes | null => (isNative() || isBelowClients() ? null : current.random);
  const realRandom = realm.Math.random;
  const fill = <T extends NodeJS.ArrayBufferView | ArrayBuffer>(
    way: Way,
    target: T,
    offset = 0,
    size?: number,
  ): T | null => {
    const random = seeded();
    if (random === null) return null;
    random.fill(bytesOf(target).subarray(offset, size === undefined ? undefined : offset + size), way);
    return target;
  };
  const { randomUUID, randomBytes, randomFillSync, randomFill, randomInt } = crypto;
  const realV7 = Reflect.get(crypto, 'randomUUIDv7') as ((options?: object) => string) | undefined;
  const getRandomValues = realm.crypto.getRandomValues.bind(realm.crypto);
  const bytes = (size: number): Buffer => fill('randomBytes', Buffer.alloc(size)) ?? randomBytes(size);
  const integer = (low: number, high: number): number => {
    const random = seeded();
    return random === null ? randomInt(low, high) : low + Math.floor(random.number() * (high - low));
  };
  const replacements = {
    randomUUID: (options?: { disableEntropyCache?: boolean }) => seeded()?.uuid() ?? randomUUID(options),
    // Only newer releases of Node have it.
    randomUUIDv7: (options?: object) => seeded()?.uuid(current.clock?.now() ?? 0) ?? realV7?.(options),
    ...Object.fromEntries(
      BYTES.map((name) => [
        name,
        (size: number, callback?: Callback<Buffer>) => answer(() => bytes(size), callback),
      ]),
    ),
    randomFillSync: (target: Buffer, offset?: number, size?: number) =>
      fill('randomFill', target, offset, size) ?? randomFillSync(target, ...(defined(offset, size) as [])),
    randomFill: (target: Buffer, ...rest: [...number[], Callback<Buffer>]) => {
      const [offset, size] = rest.slice(0, -1) as number[];
      const callback = rest.at(-1) as Callback<Buffer>;
      if (seeded() === null) randomFill(target, ...(rest as [Callback<Buffer>]));
      else answer(() => fill('randomFill', target, offset, size) ?? target, callback);
    },
    randomInt: (first: number, ...rest: (number | Callback<number> | undefined)[]) => {
      const high = typeof rest[0] === 'number' ? rest[0] : undefined;
      const callback = rest.findLast((each) => typeof each === 'function');
      return answer(() => (high === undefined ? integer(0, first) : integer(first, high)), callback);
    },
    getRandomValues: <T extends NodeJS.ArrayBufferView>(target: T): T =>
      fill('getRandomValues', target) ?? (getRandomValues(target as never) as T),
  };
  const inherited = Object.getPrototypeOf(realm.crypto) as object;
  const undo = [
    replaceProperty(realm.Math, 'random', () => seeded()?.number() ?? realRandom()),
    replaceProperty(realm.crypto, 'randomUUID', () => replacements.randomUUID()),
    replaceProperty(realm.crypto, 'getRandomValues', replacements.getRandomValues),
    // Code may also call what both inherit.
    replaceProperty(inherited, 'randomUUID', () => replacements.randomUUID()),
    replaceProperty(inherited, 'getRandomValues', replacements.getRandomValues),
    ...Object.entries(replacements)
      .filter(([name]) => Object.getOwnPropertyDescriptor(crypto, name)?.configurable === true)
      .map(([name, value]) => replaceProperty(crypto, name, value)),
  ];
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

/** Reads what chance is drawn by in a realm. */
export function chanceProperties(realm: typeof globalThis): TimeProperties {
  const owners: [object, readonly string[]][] = [
    [realm.Math, ['random']],
    [realm.crypto, ['randomUUID', 'getRandomValues']],
    [crypto, ['randomUUID', 'randomUUIDv7', ...BYTES, 'randomFillSync', 'randomFill', 'randomInt']],
  ];
  return owners.flatMap(([owner, keys]) =>
    keys
      .filter((key) => key in owner)
      .map((key) => [owner, key, Object.getOwnPropertyDescriptor(owner, key)] as const),
  );
}

function answer<T>(make: () => T, callback: Callback<T> | undefined): T | undefined {
  if (callback === undefined) return make();
  const value = make();
  setImmediate(() => callback(null, value));
  return undefined;
}

function bytesOf(target: NodeJS.ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(target)
    ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    : new Uint8Array(target);
}

function defined(...values: (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}
