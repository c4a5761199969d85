import type { Json } from '../json.ts';

type Reviver = (content: Json, tagged: { [key: string]: Json }) => unknown;

type BytesType = new (buffer: ArrayBuffer) => ArrayBufferView;

const BYTES_TYPES: Readonly<Record<string, BytesType>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

const REVIVERS: Readonly<Record<string, Reviver>> = {
  $undefined: () => undefined,
  $number: (content) => Number(content),
  $bigint: (content) => BigInt(textOf(content)),
  $date: (content) => new Date(textOf(content)),
  $url: (content) => new URL(textOf(content)),
  $map: (content) => new Map((content as [Json, Json][]).map(([key, item]) => [revive(key), revive(item)])),
  $set: (content) => new Set((content as Json[]).map(revive)),
  $bytes: (content, { as }) => toBytes(Buffer.from(textOf(content), 'base64'), as),
  $error: (content) => toError(content),
  $literal: (content) => reviveObject(content as { [key: string]: Json }),
};

/**
 * The value that `normalize(value, { revivable: true })` made JSON of. What cannot come back (a
 * function, a class instance, a cut) stays the JSON that stands for it, as does a tag that does not
 * hold what it should.
 */
export function revive(json: Json): unknown {
  if (Array.isArray(json)) return json.map(revive);
  if (typeof json !== 'object' || json === null) return json;
  const keys = Object.keys(json);
  const [tag] = keys;
  const reviver = tag !== undefined && Object.hasOwn(REVIVERS, tag) ? REVIVERS[tag] : undefined;
  if (reviver === undefined || keys.length > (tag === '$bytes' ? 2 : 1)) return reviveObject(json);
  try {
    return reviver(json[tag as string] as Json, json);
  } catch {
    return json;
  }
}

function reviveObject(json: { [key: string]: Json }): Record<string, unknown> {
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, revive(item)]));
}

function toBytes(bytes: Buffer, as: Json | undefined): unknown {
  if (as === undefined || as === 'Buffer') return bytes;
  const copy = new Uint8Array(bytes).buffer;
  const Type = typeof as === 'string' && Object.hasOwn(BYTES_TYPES, as) ? BYTES_TYPES[as] : undefined;
  if (Type !== undefined) return new Type(copy);
  return copy;
}

function toError(content: Json): Error {
  const { class: name, message, code, cause } = content as { [key: string]: Json };
  const error = new Error(
    textOf(message),
    cause === null || cause === undefined ? undefined : { cause: toError(cause) },
  );
  error.name = textOf(name);
  return code === null || code === undefined ? error : Object.assign(error, { code });
}

function textOf(json: Json | undefined): string {
  if (typeof json !== 'string') throw new TypeError('not a text');
  return json;
}
