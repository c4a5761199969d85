import { isUtf8 } from 'node:buffer';
import type { Body, Json } from '@agent-replay/contracts';

/**
 * Holds bytes in the form that is easiest to review and still gives the same bytes: JSON when
 * `JSON.stringify` reproduces them, else text, else base64. No bytes, no body.
 */
export function toBody(bytes: Uint8Array): Body | undefined {
  if (bytes.length === 0) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isUtf8(buffer)) return { base64: buffer.toString('base64') };
  const text = buffer.toString('utf8');
  const json = reproducibleJson(text);
  return json === undefined ? { text } : { json };
}

/** Holds a text as `toBody` does its bytes. */
export function toTextBody(text: string): Body | undefined {
  if (text === '') return undefined;
  const json = reproducibleJson(text);
  return json === undefined ? { text } : { json };
}

function reproducibleJson(text: string): Json | undefined {
  // Scalars stay text: a bare word or number is no document to review.
  if (text[0] !== '{' && text[0] !== '[') return undefined;
  if (REFUSED.test(text) || isDeep(text)) return undefined;
  try {
    const value = JSON.parse(text) as Json;
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What a reader of our files refuses within them: what may be half a character, and keys that set a prototype. */
const REFUSED = /\\u[dD][89a-fA-F]|"__proto__"/;
const DEEPEST = 256;

/** True for JSON that may be deeper than a file can hold; brackets within texts count, too. */
export function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
