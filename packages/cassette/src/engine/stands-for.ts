import type { CallContent } from './call.ts';

/**
 * True where a recorded call differs from a live one in nothing but words that stand where the recording has a
 * placeholder of a credential: a run that shows its credential late says it in the clear before, and `freeze` takes it
 * out of there, which a replay of the same call cannot know yet.
 */
export function standsFor(recorded: CallContent, live: CallContent): boolean {
  return readsAs(recorded, live);
}

/** The same of any part of a call. */
export function readsAs(recorded: unknown, live: unknown): boolean {
  if (recorded === live) return true;
  if (typeof recorded === 'string') return typeof live === 'string' && textReadsAs(recorded, live);
  if (typeof recorded !== 'object' || typeof live !== 'object' || recorded === null || live === null)
    return false;
  const [ours, theirs] = [Object.entries(recorded), new Map<string, unknown>(Object.entries(live))];
  return (
    Array.isArray(recorded) === Array.isArray(live) &&
    ours.length === theirs.size &&
    ours.every(([key, value]) => theirs.has(key) && readsAs(value, theirs.get(key)))
  );
}

/** Their digests are left out already; which kind it is tells where it stands. */
const CREDENTIAL = /\[REDACTED:(?:authorization|cookie|key|password|query|secret|token|user|value)\]/;
const CREDENTIALS = new RegExp(CREDENTIAL, 'g');

/** A session's id in an answer is another kind of credential in a query: by this they are the same. */
export function withoutKinds(text: string): string {
  return text.includes('[REDACTED:') ? text.replaceAll(CREDENTIALS, '[REDACTED:credential]') : text;
}
const WORD = /^[^\s"'`<>]{3,4000}$/;

function textReadsAs(recorded: string, live: string): boolean {
  const [first = '', ...parts] = recorded.split(CREDENTIAL);
  if (parts.length === 0 || !live.startsWith(first)) return false;
  let at = first.length;
  return parts.every((part, index) => {
    const isLast = index === parts.length - 1;
    const end = isLast ? live.length - part.length : live.indexOf(part === '' ? '\0' : part, at + 1);
    const word = live.slice(at, end);
    at = end + part.length;
    return end >= 0 && WORD.test(word) && (!isLast || live.endsWith(part));
  });
}
