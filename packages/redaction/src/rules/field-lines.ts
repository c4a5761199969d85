import type { Name, Value } from './assignment-parts.ts';

/**
 * True for the value of a header field (RFC 9112 §5) in a dump of HTTP: alone on its line behind `Name: `, and with
 * another field or a request beside it. What somebody made up of words, `my-dog-rex-7`, is a credential there, and in a
 * manual it is an example.
 */
export function isFieldLine(text: string, name: Name, { start, end }: Value): boolean {
  const lineStart = text.lastIndexOf('\n', name.start) + 1;
  if (!LEAD.test(text.slice(lineStart, name.start)) || text[name.start + name.text.length] !== ':')
    return false;
  const next = text.indexOf('\n', end);
  if (!/^[ \t\r;]*$/.test(text.slice(end, next < 0 ? end + 8 : next)) || start - lineStart > LONGEST_LEAD)
    return false;
  const before = text.slice(Math.max(0, text.lastIndexOf('\n', lineStart - 2) + 1), lineStart);
  const behind = next < 0 ? '' : text.slice(next + 1, next + 1 + LONGEST_LEAD);
  return FIELD.test(before) || FIELD.test(behind);
}

const LEAD = /^(?:[<>] )?$/;
const LONGEST_LEAD = 100;
const FIELD =
  /^(?:[<>*] )?(?:(?:host|accept|user-agent|connection|origin|referer|cookie|date|server|via|etag|vary|authorization|cache-control|(?:accept|content|sec|x|if)-[\w-]{1,60}|[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20}){1,4}): ?\S|[A-Z]{3,8} \S{1,2000} HTTP\/|HTTP\/\d)/i;
