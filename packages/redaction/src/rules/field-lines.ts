import type { Name, Value } from './assignment-parts.ts';

/**
 * True for the value of a header field (RFC 9112 §5) in a dump of HTTP: alone on its line behind `Name: `, and with
 * another field or a request beside it, unless its name asks for a credential. What somebody made up of words, `my-dog-rex-7`, is a credential there, and in a
 * manual it is an example.
 */
export function isFieldLine(text: string, name: Name, { start, end }: Value): boolean {
  const lead = LEAD.exec(text.slice(Math.max(0, name.start - 3), name.start));
  const nameEnd = name.start + name.text.length;
  if (lead === null || text[nameEnd] !== ':' || start - nameEnd > LONGEST_GAP) return false;
  REST.lastIndex = end;
  if (!REST.test(text)) return false;
  if (CREDENTIAL.test(name.text) && /\d/.test(text.slice(start, end))) return true;
  const lineStart = name.start - (lead[1] ?? '').length;
  const before = text.slice(
    Math.max(0, text.lastIndexOf('\n', lineStart - 2) + 1),
    Math.max(0, lineStart - 1),
  );
  return FIELD.test(before) || FIELD.test(text.slice(REST.lastIndex, REST.lastIndex + LONGEST_LEAD));
}

const LEAD = /(?:^|\n)([<>] )?$/;
/** A field that asks for a credential, and is none that a manual of HTTP has. */
const CREDENTIAL = /^x(?:-[a-z0-9]{1,30}){1,5}$(?<=-(?:token|key|secret|auth|password))/i;
/** Nothing more on the line. */
const REST = /[ \t;]{0,8}\r?(?:\n|$)/y;
const LONGEST_GAP = 8;
const LONGEST_LEAD = 100;
const FIELD =
  /^(?:[<>*] )?(?:(?:host|accept|user-agent|connection|origin|referer|cookie|date|server|via|etag|vary|authorization|cache-control|(?:accept|content|sec|x|if)-[\w-]{1,60}|[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20}){1,4}): ?\S|[A-Z]{3,8} \S{1,2000} HTTP\/|HTTP\/\d)/i;
