import { readSafely } from './read-safely.ts';
import { show, truncate } from './text.ts';

const MAX_TEXT = 4000;

/**
 * Whatever was thrown in words, with the class of an error before its message, as `String` says it. Never throws: other
 * values than errors are shown, also where they have no words of their own, or a getter or a proxy throws.
 */
export function thrownText(thrown: unknown): string {
  const own = ownWords(thrown);
  if (own !== null) return own;
  const [name, message] = [textOf(thrown, 'name'), thrownMessage(thrown)];
  return name === null || name === '' ? message : `${name}: ${message}`;
}

/** The message of whatever was thrown; that of an empty one, or of no error at all, is the value in words. */
export function thrownMessage(thrown: unknown): string {
  const message = textOf(thrown, 'message');
  return message === null || message === ''
    ? (ownWords(thrown) ?? `${show(thrown)} (which is no error)`)
    : message;
}

function ownWords(thrown: unknown): string | null {
  try {
    const words: unknown = String(thrown);
    return words === '' || /^\[object \w+\]$/.test(words as string)
      ? null
      : truncate(words as string, MAX_TEXT);
  } catch {
    return null;
  }
}

function textOf(thrown: unknown, key: string): string | null {
  const text = readSafely(thrown, key);
  return typeof text === 'string' ? truncate(text, MAX_TEXT) : null;
}
