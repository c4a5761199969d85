import { types } from 'node:util';
import type { ExceptionInfo } from '../event.ts';
import { sha256 } from '../json.ts';
import { isPlainList, readSafely } from '../read-safely.ts';
import { show, truncate } from '../text.ts';
import { applicationFrames } from './application-frames.ts';

const MAX_CAUSES = 8;
const MAX_MESSAGE = 4000;
const MAX_STACK = 16_000;

/**
 * Anything that was thrown, as data. Never throws, whatever was: other values than errors, getters
 * and proxies that throw, and causes that lead back or never end (eight are kept).
 */
export function toExceptionInfo(thrown: unknown): ExceptionInfo {
  return describe(emitted(thrown), new Set());
}

/** An emitter of Node throws the error that nobody listened to, but wraps one of another realm, as Jest's sandbox is. */
function emitted(thrown: unknown): unknown {
  const context =
    readSafely(thrown, 'code') === 'ERR_UNHANDLED_ERROR' ? readSafely(thrown, 'context') : undefined;
  return types.isNativeError(context) ? context : thrown;
}

function describe(thrown: unknown, seen: Set<unknown>): ExceptionInfo {
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null) {
    const message = typeof thrown === 'string' ? thrown : String(thrown);
    return {
      class: thrown === null ? 'null' : typeof thrown,
      message: bounded(message, MAX_MESSAGE),
      code: null,
      stack: null,
      stack_sha256: null,
      cause: null,
    };
  }
  seen.add(thrown);
  const stack = textOf(thrown, 'stack');
  return {
    class: classOf(thrown),
    message: bounded(textOf(thrown, 'message') ?? shown(thrown), MAX_MESSAGE),
    code: codeOf(thrown),
    stack: stack === null ? null : bounded(stack, MAX_STACK),
    stack_sha256: stack === null ? null : sha256(applicationFrames(stack).join('\n')),
    cause: causeOf(thrown, seen),
  };
}

/** The name a class was given, or the class's own where it was not: `class OrderLost extends Error {}`. */
function classOf(thrown: object): string {
  const name = textOf(thrown, 'name');
  if (name !== null && name !== '' && name !== 'Error') return bounded(name, 200);
  const own = textOf(readSafely(thrown, 'constructor'), 'name');
  return bounded(own !== null && own !== '' ? own : (name ?? typeof thrown), 200);
}

function codeOf(thrown: object): string | null {
  const code = readSafely(thrown, 'code');
  return typeof code === 'string' || typeof code === 'number' ? bounded(String(code), 200) : null;
}

/** The cause; of an error that collects others without naming one, the first of them. */
function causeOf(thrown: object, seen: Set<unknown>): ExceptionInfo | null {
  const errors = readSafely(thrown, 'errors');
  const cause =
    readSafely(thrown, 'cause') ??
    (isError(thrown) && isPlainList(errors) ? readSafely(errors, '0') : undefined);
  if (cause === undefined || cause === null || seen.has(cause) || seen.size >= MAX_CAUSES) return null;
  return describe(cause, seen);
}

function isError(thrown: object): boolean {
  return types.isNativeError(thrown) || textOf(thrown, 'stack') !== null;
}

function shown(thrown: object): string {
  return show(thrown, MAX_MESSAGE);
}

function textOf(value: unknown, key: string): string | null {
  const text = readSafely(value, key);
  return typeof text === 'string' ? text : null;
}

function bounded(text: string, max: number): string {
  return truncate(text, max).toWellFormed();
}
