import { types } from 'node:util';
import { toExceptionInfo } from '../failure/exception-info.ts';
import type { Json } from '../json.ts';

/** What is no object and no function. */
export function primitive(value: unknown, revivable: boolean): Json {
  switch (typeof value) {
    case 'string':
      return wellFormed(value);
    case 'number':
      if (!Number.isFinite(value)) return { $number: String(value) };
      return Object.is(value, -0) ? 0 : value;
    case 'boolean':
      return value;
    case 'bigint':
      return revivable ? { $bigint: String(value) } : String(value);
    case 'symbol':
      return { $symbol: wellFormed(value.description ?? '') };
    default:
      return null;
  }
}

/** An object that is written as a text or as its bytes; undefined for any other. */
export function naturalForm(given: object): Json | undefined {
  if (types.isDate(given)) return isoTime(given);
  if (isUrl(given)) return given.href;
  if (types.isRegExp(given)) return String(given);
  const bytes = bytesOf(given);
  return bytes === undefined ? undefined : { $bytes: bytes.toString('base64') };
}

/** The same, marked so that `revive` gives its kind back. */
export function revivableForm(given: object): Json | undefined {
  if (types.isDate(given)) return { $date: isoTime(given) };
  if (isUrl(given)) return { $url: given.href };
  if (types.isRegExp(given)) return String(given);
  const bytes = bytesOf(given);
  if (bytes === undefined) return undefined;
  const type = Object.prototype.toString.call(given).slice(8, -1);
  const as = Buffer.isBuffer(given) ? 'Buffer' : type;
  return { $bytes: bytes.toString('base64'), as };
}

function isoTime(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? 'invalid date' : new Date(time).toISOString();
}

function bytesOf(given: object): Buffer | undefined {
  if (ArrayBuffer.isView(given)) return Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  return types.isAnyArrayBuffer(given) ? Buffer.from(given) : undefined;
}

function isUrl(given: object): given is URL {
  return (
    given instanceof URL ||
    (Object.prototype.toString.call(given) === '[object URL]' &&
      'href' in given &&
      typeof given.href === 'string')
  );
}

/** By the method that no class of its own replaces. */
export function setItems(given: Set<unknown>): unknown[] {
  const items: unknown[] = [];
  Set.prototype.forEach.call(given, (item) => items.push(item));
  return items;
}

/** Without the stack, whose paths and lines differ from machine to machine. */
export function errorForm(error: Error): Json {
  const form = (info: ReturnType<typeof toExceptionInfo>): Json => ({
    class: info.class,
    message: info.message,
    code: info.code,
    cause: info.cause === null ? null : form(info.cause),
  });
  return form(toExceptionInfo(error));
}

/** The class of an object that is not a plain one. */
export function classNameOf(given: object): string | null {
  const prototype: unknown = Object.getPrototypeOf(given);
  if (prototype === null || prototype === Object.prototype) return null;
  const { constructor } = prototype as { constructor?: { name?: unknown } };
  const name = constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? wellFormed(name) : null;
}

/** The name of a function, which may be anything. */
export function normalName(name: unknown): string {
  return typeof name === 'string' ? wellFormed(name) : '';
}

/** Without lone surrogates. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}
