import { digestUnder } from './keyed-digest.ts';
import { allMatches } from './matches.ts';
import type { Json } from '@agent-replay/contracts';

/** Matches every placeholder; with `g`, for `matchAll` and `replace`. */
export const PLACEHOLDER = /\[REDACTED:[a-z0-9_]{1,32}:[0-9a-f]{8}\]/g;

/** Makes the placeholder of a secret. */
export type PlaceholderFor = (kind: string, secret: string) => string;

/** Makes `[REDACTED:kind:hmac8]`: the same secret gives the same placeholder under the same key. */
export function placeholders(key: Uint8Array | string): PlaceholderFor {
  return createPlaceholders(key).placeholder;
}

/** Placeholders, and what of theirs this process has made lately. */
export interface Placeholders {
  placeholder: PlaceholderFor;
  digest: (secret: string) => string;
  /** The secret behind a digest, while it is remembered. */
  secretOf: (digest: string) => string | undefined;
}

export function createPlaceholders(key: Uint8Array | string): Placeholders {
  const hmac = digestUnder(key);
  const digest = (secret: string): string => hmac(secret).slice(0, 8);
  const secrets = new Map<string, string>();
  const digests = new Map<string, string>();
  const placeholder = (kind: string, secret: string): string => {
    let found = digests.get(secret);
    if (found === undefined) {
      found = digest(secret);
      if (digests.size >= REMEMBERED) {
        digests.clear();
        secrets.clear();
      }
      if (secret.length <= LONGEST) {
        digests.set(secret, found);
        secrets.set(found, secret);
      }
    }
    return `[REDACTED:${kind}:${found}]`;
  };
  return { placeholder, digest, secretOf: (found) => secrets.get(found) };
}

/** Digests of so many secrets are kept: the same come again in every header and every turn. */
const REMEMBERED = 1000;
const LONGEST = 4000;

/** The placeholders in a text, in order: of what kind each is, and the digest of what it stands for. */
export function placeholdersIn(text: string): { kind: string; digest: string }[] {
  if (!text.includes('[REDACTED:')) return [];
  return allMatches(text, PLACEHOLDER).map(([found]) => ({
    kind: found.slice(10, -10),
    digest: found.slice(-9, -1),
  }));
}

/** What is left of a text without its placeholders. */
export const withoutPlaceholders = (text: string): string => text.replace(PLACEHOLDER, '');

/** True for a string that holds nothing but placeholders and the space between them. */
export function isPlaceholder(text: string): boolean {
  return text.includes('[REDACTED:') && withoutPlaceholders(text).trim() === '';
}

/**
 * Makes all digests of placeholders one, for what is encoded afterwards: nobody sees there that it is a placeholder,
 * and it has to be the same whatever key made it.
 */
export function withoutDigests(text: string): string {
  return text.replace(PLACEHOLDER, (found) => `${found.slice(0, -9)}00000000]`);
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
