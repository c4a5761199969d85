import { createHmac } from 'node:crypto';
import type { Json } from '@agent-replay/contracts';

/** Matches every placeholder; with `g`, for `matchAll` and `replace`. */
export const PLACEHOLDER = /\[REDACTED:[a-z0-9_]{1,32}:[0-9a-f]{8}\]/g;

/** Makes the placeholder of a secret. */
export type PlaceholderFor = (kind: string, secret: string) => string;

/** Makes `[REDACTED:kind:hmac8]`: the same secret gives the same placeholder under the same key. */
export function placeholders(key: Uint8Array | string): PlaceholderFor {
  const digests = new Map<string, string>();
  return (kind, secret) => {
    let digest = digests.get(secret);
    if (digest === undefined) {
      digest = createHmac('sha256', key).update(secret).digest('hex').slice(0, 8);
      if (digests.size >= REMEMBERED) digests.clear();
      if (secret.length <= LONGEST) digests.set(secret, digest);
    }
    return `[REDACTED:${kind}:${digest}]`;
  };
}

/** Digests of so many secrets are kept: the same come again in every header and every turn. */
const REMEMBERED = 1000;
const LONGEST = 1000;

/** The kinds of the placeholders in a text, in order. */
export function kindsIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([found]) => found.slice(10, -10));
}

/** True for a string that holds nothing but placeholders and the space between them. */
export function isPlaceholder(text: string): boolean {
  return text.includes('[REDACTED:') && text.replace(PLACEHOLDER, '').trim() === '';
}

/**
 * Drops the digests of placeholders, `[REDACTED:email:1f2e3d4c]` to `[REDACTED:email]`, so that two
 * runs with different secrets, or two stores with different keys, compare as equal.
 */
export function stripDigests<T extends Json>(value: T): T {
  return strip(value) as T;
}

function strip(value: Json): Json {
  if (typeof value === 'string')
    return value.includes('[REDACTED:')
      ? value.replace(PLACEHOLDER, (found) => `${found.slice(0, -10)}]`)
      : value;
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [strip(name) as string, strip(inner)]),
  );
}
