import { types } from 'node:util';
import { toExceptionInfo } from '../failure/exception-info.ts';
import { copyJson, type Json } from '../json.ts';
import { toPointer } from '../pointer.ts';
import {
  classNameOf,
  errorForm,
  naturalForm,
  normalName,
  primitive,
  revivableForm,
  setItems,
  wellFormed,
} from './forms.ts';

export interface NormalizeOptions {
  /**
   * Keep what JSON has no word for apart (`$date`, `$bigint`, `$map`, `$set`, `$undefined`, `$url`), so
   * that `revive` gives the same kinds of value back.
   * @default false
   */
  revivable?: boolean;
  /**
   * So many characters of text are kept in all; what would be more is `{"$truncated": "size"}`.
   * @default Infinity
   */
  maxText?: number;
  /**
   * So many values are kept in all.
   * @default 1000000
   */
  maxValues?: number;
}

type Limits = Required<Pick<NormalizeOptions, 'maxText' | 'maxValues'>>;

const MAX_DEPTH = 200;
const MAX_VALUES = 1_000_000;
/** So many values are asked for that somebody's code makes when it is asked (a proxy's, and getters'), once they are seen to have no end. */
const MAX_ENDLESS = 10_000;
/** Stands for what is not asked for any more. */
const UNASKED: unknown = Object.freeze({});
const TAG = /^\$/;

/**
 * Any value as JSON. Never throws, and the same value always gives the same JSON:
 *
 * | value | JSON |
 * |---|---|
 * | `undefined` | `null`; left out in an object |
 * | `NaN`, infinities | `{"$number": "NaN"}` |
 * | bigint | its digits, as text |
 * | `Date`, `URL`, `RegExp` | ISO time, address, source, as text |
 * | `Map` | an object when all keys are text, else a list of pairs |
 * | `Set` | a list |
 * | `Buffer`, typed arrays, `ArrayBuffer` | `{"$bytes": "<base64>"}` |
 * | function, symbol | `{"$function": "name"}`, `{"$symbol": "description"}` |
 * | an error | `{"$error": {class, message, code, cause}}` |
 * | with `toJSON` | what that gives |
 * | any other object | its own enumerable properties; `{"$object": "Class"}` when it has none |
 * | a value within itself | `{"$circular": "/pointer"}` |
 * | what throws when read | `{"$unreadable": "Class: message"}` |
 * | below 200 levels; after `maxValues`, more text than `maxText`, or 10,000 values of proxies and getters without an end | `{"$truncated": "depth"}`, `{"$truncated": "size"}` |
 *
 * Proxies and getters are taken to have no end once one gives something below 200 levels, or claims to be a longer list
 * than could be kept.
 *
 * Lone surrogates become U+FFFD, and a key `__proto__` becomes `$__proto__`.
 */
export function normalize(
  value: unknown,
  { revivable = false, maxText = Infinity, maxValues = MAX_VALUES }: NormalizeOptions = {},
): Json {
  const limits = { maxText, maxValues };
  return tryCopy(value, limits) ?? normalized(value, revivable, limits);
}

/** Most values are JSON already: to copy them takes a fraction of the time. A getter or a proxy may throw. */
function tryCopy(value: unknown, { maxText, maxValues }: Limits): Json | undefined {
  try {
    return copyJson(value, { depth: MAX_DEPTH, values: maxValues, text: maxText });
  } catch {
    return undefined;
  }
}

function normalized(value: unknown, revivable: boolean, { maxText, maxValues }: Limits): Json {
  const path: string[] = [];
  const open = new Map<object, number>();
  let count = 0;
  let text = 0;
  let made = 0;
  let mostMade = Infinity;

  /** What stands under a key of a thing, where that may still be asked for. */
  const ask = (given: object, key: string, isMade: boolean): unknown => {
    if (!isMade) return read(given, key);
    made += 1;
    if (made > mostMade) return UNASKED;
    const found = read(given, key);
    if (path.length === MAX_DEPTH - 1 && isNested(found)) mostMade = MAX_ENDLESS;
    return found;
  };

  /** True when so much more text may be kept, which counts from here on. */
  const hasRoomFor = (length: number): boolean => {
    if (text + length > maxText) return false;
    text += length;
    return true;
  };

  const visit = (given: unknown): Json => {
    count += 1;
    if (count > maxValues || given === UNASKED) return { $truncated: 'size' };
    if (typeof given === 'string' && !hasRoomFor(given.length)) return { $truncated: 'size' };
    if (given === undefined) return revivable ? { $undefined: true } : null;
    if (!isNested(given)) return primitive(given, revivable);
    if (path.length >= MAX_DEPTH) return { $truncated: 'depth' };
    const outer = open.get(given);
    if (outer !== undefined) return { $circular: toPointer(path.slice(0, outer)) };
    open.set(given, path.length);
    try {
      return visitObject(given);
    } catch (error) {
      const { class: type, message } = toExceptionInfo(error);
      return { $unreadable: `${type}: ${message}` };
    } finally {
      open.delete(given);
    }
  };

  const within = (key: string | number, given: unknown): Json => {
    path.push(String(key));
    const json = visit(given);
    path.pop();
    return json;
  };

  const list = (items: readonly unknown[]): Json[] => {
    const json: Json[] = [];
    const isMade = types.isProxy(items);
    const { length } = items;
    if (isMade && length > MAX_VALUES) mostMade = MAX_ENDLESS;
    // A sparse list may claim any length.
    for (let index = 0; index < length; index += 1) {
      json.push(within(index, isMade ? ask(items, String(index), true) : items[index]));
      if (count > maxValues || (isMade && made > mostMade)) break;
    }
    return json;
  };

  const visitObject = (given: object): Json => {
    if (typeof given === 'function') return { $function: normalName(read(given, 'name')) };
    const isProxy = types.isProxy(given);
    if (isProxy && made > mostMade) return { $truncated: 'size' };
    if (Array.isArray(given)) return list(given);
    if (isProxy) return visitProperties(given);
    const bytes = ArrayBuffer.isView(given) || types.isAnyArrayBuffer(given) ? given.byteLength : 0;
    if (!hasRoomFor(Math.ceil(bytes / 3) * 4)) return { $truncated: 'size' };
    const known = revivable ? revivableForm(given) : naturalForm(given);
    if (known !== undefined) return known;
    if (types.isMap(given)) return visitMap(given);
    if (types.isSet(given)) return revivable ? { $set: list(setItems(given)) } : list(setItems(given));
    if (types.isNativeError(given)) return { $error: errorForm(given) };
    if (types.isBoxedPrimitive(given)) return visit(given.valueOf());
    const toJSON: unknown = 'toJSON' in given ? given.toJSON : undefined;
    if (typeof toJSON === 'function') return visit((toJSON as (key: string) => unknown).call(given, ''));
    return visitProperties(given);
  };

  const visitMap = (given: Map<unknown, unknown>): Json => {
    const entries: [unknown, unknown][] = [];
    Map.prototype.forEach.call(given, (item, key) => entries.push([key, item]));
    if (!revivable && entries.every(([key]) => typeof key === 'string'))
      return record(entries as [string, unknown][], false);
    const pairs = entries.map((pair, index) => within(index, pair));
    return revivable ? { $map: pairs } : pairs;
  };

  const visitProperties = (given: object): Json => {
    const isProxy = types.isProxy(given);
    const room = Math.min(maxValues - count, isProxy ? mostMade - made : Infinity);
    const keys = keysOf(given, Math.max(1, room + 1));
    const name = classNameOf(given);
    if (keys.length === 0 && name !== null) return { $object: name };
    const json = record(membersOf(given, keys), isProxy);
    const [only, ...others] = Object.keys(json);
    const isLikeATag = revivable && only !== undefined && others.length === 0 && TAG.test(only);
    return isLikeATag ? { $literal: json } : json;
  };

  /** One by one: what has no end is seen to have none before much of it is asked for. */
  function* membersOf(given: object, keys: readonly string[]): Generator<[string, unknown]> {
    for (const key of keys) yield [key, ask(given, key, isMadeWhenAsked(given, key))];
  }

  const record = (
    entries: Iterable<readonly [string, unknown]>,
    isMade: boolean,
  ): { [key: string]: Json } => {
    const json: { [key: string]: Json } = {};
    for (const [key, item] of entries) {
      if (item === undefined && !revivable) continue;
      json[key === '__proto__' ? '$__proto__' : wellFormed(key)] = within(key, item);
      if (count > maxValues || (isMade && made > mostMade)) break;
    }
    return json;
  };

  return visit(value);
}

/** The first of its keys. A proxy is asked about each of them. */
function keysOf(given: object, most: number): string[] {
  if (!types.isProxy(given)) return Object.keys(given).slice(0, most);
  const keys: string[] = [];
  for (const key of Reflect.ownKeys(given)) {
    if (keys.length >= most) break;
    const isOne = typeof key === 'string' && Object.prototype.propertyIsEnumerable.call(given, key);
    if (isOne) keys.push(key);
  }
  return keys;
}

/** True for what may hold others, or be called. */
function isNested(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isMadeWhenAsked(given: object, key: string): boolean {
  return types.isProxy(given) || Object.getOwnPropertyDescriptor(given, key)?.get !== undefined;
}

function read(given: object, key: string): unknown {
  try {
    return (given as Record<string, unknown>)[key];
  } catch (error) {
    const { class: type, message } = toExceptionInfo(error);
    return { $unreadable: `${type}: ${message}` };
  }
}
