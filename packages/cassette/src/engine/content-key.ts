import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '@agent-replay/contracts';
import type { Call } from './call.ts';
import { withoutKinds } from './stands-for.ts';

/** Equal for calls with equal content, and for no others. */
export function contentKey({ kind, content }: Call): string {
  const { target, body, form, headers } = content;
  const fields = Object.keys(headers).length === 0 ? '' : canonicalOf(headers);
  const text = body === null ? '' : canonicalOf(body);
  const whole = withoutKinds(
    `${kind}\0${target}\0${fields}\0${text}${form === undefined ? '' : `\0${canonicalOf(form)}`}`,
  );
  // A digest holds no NUL, so it is never taken for a text.
  return whole.length <= SHORT ? whole : hash('sha1', whole, 'base64');
}

const SHORT = 120;

function canonicalOf(value: unknown): string {
  try {
    return canonicalJson(value as Json);
  } catch {
    // RFC 8785 has no form for lone surrogates; such a value can still be compared with itself.
    return JSON.stringify(value);
  }
}
