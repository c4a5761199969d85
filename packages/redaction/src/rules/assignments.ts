import type { Edit } from '../edit.ts';
import { normalName } from '../names/normal-name.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import { redactAuthorization, redactCookies, redactSetCookie } from '../values/redact-header.ts';
import { redactUrl } from '../values/redact-url.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * Values under telling names in any syntax that has `=` or `:` between the two: code, YAML, .env, INI,
 * JSON and its escaped forms, forms, connection strings, command lines, raw HTTP headers.
 */
export const assignments: Rule = {
  name: 'assignments',
  mayFind: ({ marks }) => (marks & Mark.ASSIGN) > 0,
  find(text, scan) {
    const edits: Edit[] = [];
    let from = 0;
    // values may overlap; what they cost together stays linear, and what is beyond goes unjudged
    let left = 4 * text.length + 10_000;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if ((code !== EQUALS && code !== COLON) || index < from) continue;
      const name = nameBefore(text, index);
      if (name === undefined || !isTelling(name.text, scan)) continue;
      const value = valueAfter(text, index, name);
      if (value === undefined) continue;
      left -= value.end - value.start;
      const edit =
        left < 0 ? { start: value.start, end: value.end, kind: 'unread' } : judge(text, name, value, scan);
      if (edit === undefined) continue;
      edits.push(edit);
      from = edit.end;
    }
    return edits;
  },
};

const EQUALS = 61;
const COLON = 58;

/** Most names are not; to look at the value costs more. */
function isTelling(name: string, { names }: Scan): boolean {
  return names.strength(name) !== undefined || SIGNATURE.test(name) || LINKS.test(name);
}

const SIGNATURE = /^(?:sig|signature|x-amz-signature|sharedaccesssignature|x-goog-signature|hmac)$/i;
const LINKS = /hook|magic|signed|reset|verify/i;

interface Name {
  text: string;
  start: number;
}

interface Value {
  start: number;
  end: number;
  quoted: boolean;
}

const NAME_LENGTH = 80;

function nameBefore(text: string, at: number): Name | undefined {
  const previous = text[at - 1] ?? '';
  const next = text[at + 1] ?? '';
  if ((previous === '?' || previous === '\\') && text[at] === '=') return nameEndingAt(text, at - 1);
  if ('=!<>:+*/'.includes(previous) && previous !== '')
    return previous === ':' && text[at] === '=' ? nameEndingAt(text, at - 1) : undefined;
  if (
    text[at] === ':' ? next === ':' || next === '=' || (next === '/' && text[at + 2] === '/') : next === '='
  )
    return undefined;
  return nameEndingAt(text, at);
}

/** Reads back over space, a closing quote and bracket (`["x"] =`, `\\"x\\": `, `x[] = `), and the name. */
function nameEndingAt(text: string, at: number): Name | undefined {
  let end = at;
  while (end > 0 && at - end < 20 && (text[end - 1] === ' ' || text[end - 1] === '\t')) end -= 1;
  if (text[end - 1] === ']') end -= text[end - 2] === '[' ? 2 : 1;
  if (QUOTE_END.test(text[end - 1] ?? ''))
    end -= CLOSING.exec(text.slice(Math.max(0, end - 8), end))?.[0].length ?? 0;
  const floor = Math.max(0, end - NAME_LENGTH);
  let start = end;
  while (start > floor && isNameChar(text.charCodeAt(start - 1))) start -= 1;
  while (start < end && '-.$'.includes(text[start] ?? '')) start += 1;
  return end - start < 2 ? undefined : { text: text.slice(start, end), start };
}

const QUOTE_END = /["'`;2D]/;
const CLOSING = /(?:\\{0,7}["'`]|&quot;|&#3[49];|%22|%5D)$/;

function isNameChar(code: number): boolean {
  if (code > 127) return code > 191;
  return (
    (code > 96 && code < 123) ||
    (code > 64 && code < 91) ||
    (code > 47 && code < 58) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 36
  );
}

/** What may stand between `=` and the value; `var_dump` of PHP names the type there. */
const SPACE = /\s{0,40}string\(\d{1,7}\) |[ \t]{0,40}/y;
const QUOTE = /(?:[bfru@$]{1,2}(?=["']))?(\\{0,7})(["'`]|&quot;|&#3[49];|%22)/y;
const LINE_LEAD =
  /(?:^|[\r\n]|\\n)[ \t]*(?:[-*+] )?(?:export |set |setx |env |ENV |ARG |\$env:|\$|--?)?["']?$/;

function valueAfter(text: string, at: number, name: Name): Value | undefined {
  let start = at + 1;
  if (text[start] === '=' || text[start] === '>') start += 1;
  SPACE.lastIndex = start;
  start += SPACE.exec(text)?.[0].length ?? 0;
  QUOTE.lastIndex = start;
  const quote = QUOTE.exec(text);
  // a label in a literal, as in `input("Password:")`: the quote ends it
  if (quote !== null && start === at + 1 && quote[2] === text[name.start - 1] && text[at - 1] !== quote[2])
    return undefined;
  if (quote !== null) return quotedValue(text, start + quote[0].length, `${quote[1]}${quote[2]}`);
  if (/authorization$/i.test(name.text)) {
    AUTH_PARAMETERS.lastIndex = start;
    const found = AUTH_PARAMETERS.exec(text)?.[0].trimEnd();
    if (found !== undefined) return { start, end: start + found.length, quoted: true };
  }
  // ODBC puts what may hold a semicolon in braces
  if (text[start] === '{' && /^pwd|password$/i.test(name.text)) {
    BRACED.lastIndex = start;
    const found = BRACED.exec(text)?.[1];
    if (found !== undefined) return { start: start + 1, end: start + 1 + found.length, quoted: true };
  }
  if (text[start] === '|' || (text[start] === '>' && /[-+\d]?\s*\n/y.test(text.slice(start + 1, start + 6))))
    return blockValue(text, start, name);
  const end =
    isWholeLine(name.text) || LINE_LEAD.test(text.slice(Math.max(0, name.start - 24), name.start))
      ? lineEnd(text, start)
      : bareEnd(text, start);
  return end > start ? { start, end, quoted: false } : undefined;
}

/** A scheme and its parameters (RFC 9110 §11.4), which are quoted inside a line that is not. */
const AUTH_PARAMETERS =
  /[A-Za-z][\w-]{1,40}[ \t]{1,4}(?:[\w-]{1,40}[ \t]{0,2}=[ \t]{0,2}(?:"[^"\r\n]{0,2000}"|[^\s,"'=]{1,2000})(?:[ \t]{0,2},[ \t]{0,2}|(?![\w"']))){1,30}/y;

const BRACED = /\{([^\s{}]{3,200})\}(?=[;"'\s]|$)/y;
const LONGEST = 20_000;

function quotedValue(text: string, start: number, quote: string): Value | undefined {
  const limit = Math.min(text.length, start + LONGEST);
  for (let end = text.indexOf(quote, start); end >= 0 && end <= limit; end = text.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92 && slashes < 16) slashes += 1;
    if (quote.startsWith('\\') ? slashes === 0 : slashes % 2 === 0) return { start, end, quoted: true };
  }
  const end = bareEnd(text, start);
  return end > start ? { start, end, quoted: false } : undefined;
}

/** The indented lines of a YAML block scalar (YAML 1.2.2 §8.1). */
function blockValue(text: string, at: number, name: Name): Value | undefined {
  const lineStart = text.lastIndexOf('\n', name.start) + 1;
  const indent = /^[ -]*/.exec(text.slice(lineStart, Math.min(lineStart + 100, name.start)))?.[0].length ?? 0;
  const first = text.indexOf('\n', at) + 1;
  if (first === 0) return undefined;
  let end = first;
  while (end < text.length && end - first < LONGEST) {
    const next = text.indexOf('\n', end);
    const line = text.slice(end, next < 0 ? text.length : next);
    if (line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
    end = next < 0 ? text.length : next + 1;
  }
  const start = first + (/^\s*/.exec(text.slice(first, Math.min(end, first + 200)))?.[0].length ?? 0);
  const length = text.slice(start, end).trimEnd().length;
  return length > 0 ? { start, end: start + length, quoted: true } : undefined;
}

const isWholeLine = (name: string): boolean => /(?:^|-)(?:authorization|cookie)$/i.test(name);

function lineEnd(text: string, start: number): number {
  LINE_REST.lastIndex = start;
  const rest = LINE_REST.exec(text)?.[0] ?? '';
  return start + rest.replace(/\s+(?:#|\/\/).*$/, '').replace(/[\s;,]+$/, '').length;
}

/** To the end of the line, the string literal or the shell word. */
const LINE_REST = /(?:[^\r\n"'\\<]|\\(?![rn"'])){0,8000}/y;
const BARE = /(?:[^\s,;&"'`<>()[\]{}|\\]|\\(?![rntu"'\\]))(?:[^\s,;&"'`<>)\]}|\\]|\\(?![rntu"'\\])){0,8000}/y;

function bareEnd(text: string, start: number): number {
  BARE.lastIndex = start;
  const found = BARE.exec(text)?.[0] ?? '';
  return start + found.replace(/[.:]+$/, '').length;
}

function judge(text: string, name: Name, value: Value, scan: Scan): Edit | undefined {
  const { start, end, quoted } = value;
  const found = text.slice(start, end);
  const lower = name.text.toLowerCase();
  const whole = (after: string, kind: string): Edit | undefined =>
    after === found ? undefined : { start, end, kind, text: after };
  if (lower.endsWith('authorization'))
    return isHeaderLike(found) ? whole(redactAuthorization(found, scan), 'authorization') : undefined;
  if (lower === 'cookie' && found.includes('=')) return whole(redactCookies(found, scan), 'cookie');
  if (lower === 'set-cookie' && found.includes('=')) return whole(redactSetCookie(found, scan), 'cookie');
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(found)) {
    return LINKS.test(name.text) ? whole(redactUrl(found, scan), 'url') : undefined;
  }
  if (SIGNATURE.test(name.text) && text[start - 1] === '=' && found.length >= 16)
    return { start, end, kind: 'signature' };
  if (text[name.start - 1] === ':' && !quoted && !isOpaque(found, 8)) return undefined;
  const lead = /^(?:bearer|basic|token)\s+(?=\S{6})/i.exec(found)?.[0].length ?? 0;
  const secret = percentDecoded(found.slice(lead));
  const isShell = !quoted && text[start - 1] === '=';
  const word = isShell ? (/^[^\s"']+(?=\s)/.exec(found)?.[0] ?? '') : '';
  if (word !== '' && (isOpaque(word, 8) || isPasswordLike(word)))
    return judge(text, name, { start, end: start + word.length, quoted: true }, scan);
  const isLine = !quoted && LINE_LEAD.test(text.slice(Math.max(0, name.start - 24), name.start));
  if (isLine && /\s/.test(found.trim()) && scan.names.strength(name.text) !== 'secret') return undefined;
  const kind = judgeNamed(
    scan.names,
    name.text,
    secret,
    !quoted && !(isLine && /^[A-Z_0-9]+$/.test(name.text)) && text[name.start - 1] !== '&',
  );
  if (kind === undefined || (isLine && /\s/.test(secret) && !isPhrase(normalName(name.text), secret)))
    return undefined;
  return { start: start + lead, end, kind };
}

/** Spaces in an undelimited value: only where the name asks for words. */
function isPhrase(normal: string, value: string): boolean {
  return (
    /phrase|mnemonic|seed/.test(normal) ||
    (kindOf(normal) === 'password' &&
      value.split(/\s+/).length <= 3 &&
      /[\d\W]/.test(value.replaceAll(/[.,:;!?]*(?:\s+|$)/g, '')))
  );
}

/** `Authorization:` is followed by a scheme and credentials, not by a sentence. */
function isHeaderLike(value: string): boolean {
  const [, scheme = '', credentials = ''] = /^\s*(?:([A-Za-z][\w-]{1,40})\s+)?(\S.*)$/s.exec(value) ?? [];
  if (KNOWN_SCHEME.test(scheme))
    return !isBenign(credentials) && (/\d/.test(credentials) || isOpaque(credentials, 8));
  return !/[(){}]/.test(credentials) && isOpaque(credentials, 8);
}

const KNOWN_SCHEME =
  /^(?:bearer|basic|digest|negotiate|ntlm|hawk|token|apikey|api-key|hmac\S*|aws4-\S+|oauth|ssws|key|bot|signature|splunk|mac|dpop|gnap|privatetoken|sharedkey\w*)$/i;

function percentDecoded(value: string): string {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
