import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';

/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Zod schema of any value that JSON can hold. */
export const Json: z.ZodType<Json> = z.json();

/**
 * Serialises a JSON value by RFC 8785 (JSON Canonicalization Scheme): same value, same text,
 * whatever the order of its keys.
 *
 * @throws {Error} for NaN, infinities, bigint and lone surrogates, which RFC 8785 excludes.
 */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('undefined has no JSON form');
  return text;
}

/** SHA-256 of a string (as UTF-8) or of bytes, in 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** SHA-256 over the RFC 8785 form of a JSON value, in 64 lower-case hex digits. */
export function jsonSha256(value: Json): string {
  return sha256(canonicalJson(value));
}
