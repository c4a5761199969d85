import { SIGNATURE } from '../names/secret-names.ts';
import { remembered } from '../memory.ts';
import type { Edit } from '../edit.ts';
import type { Names } from '../names/names.ts';
import { normalName } from '../names/normal-name.ts';
import { isBenign } from '../values/is-benign.ts';
import { isChecksum } from '../values/is-checksum.ts';
import { isMadeUp } from '../values/is-made-up.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { isTooShort, judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import {
  redactAuthorization,
  redactCookies,
  redactHeader,
  redactSetCookie,
} from '../values/redact-header.ts';
import { percentDecoded } from '../values/percent-decoded.ts';
import { redactUrl } from '../values/redact-url.ts';
import { withoutPlaceholders } from '../placeholder.ts';
import { Mark } from '../signals.ts';
import { isFirstOfLine, type Name, nameBefore, type Value, valueAfter } from './assignment-parts.ts';
import { isFieldLine } from './field-lines.ts';
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
    let left = 2 * text.length + 10_000;
    const isTelling = tellerOf(scan.names);
    const next = signsOf(text);
    for (let index = next(0); index < text.length; index = next(Math.max(from, index + 1))) {
      const name = nameBefore(text, index);
      if (name === undefined || !isTelling(name.text)) continue;
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

/** What names a secret in AWS, and is none. */
const ARN = /\bdid:$|\barn:aws[\w-]{0,10}:secretsmanager:[\w-]{0,30}:\d{0,12}:$/;

/** Gives the place of the next `=` or `:` from growing places on, or the end. */
function signsOf(text: string): (from: number) => number {
  const placeOf = (sign: string, from: number): number => {
    const at = text.indexOf(sign, from);
    return at < 0 ? text.length : at;
  };
  let equals = 0;
  let colon = 0;
  return (from) => {
    if (equals <= from) equals = placeOf('=', from);
    if (colon <= from) colon = placeOf(':', from);
    return Math.min(equals, colon);
  };
}

/** Most names are not; to look at the value costs more. */
function tellerOf(names: Names): (name: string) => boolean {
  let teller = telling.get(names);
  if (teller === undefined)
    telling.set(
      names,
      (teller = remembered(
        (name) => names.strength(name) !== undefined || SIGNATURE.test(name) || LINKS.test(name),
      )),
    );
  return teller;
}

/** What was told of names: the same ones come again. */
const telling = new WeakMap<Names, (name: string) => boolean>();

const LINKS = /hook|magic|signed|reset|verify/i;

function judge(text: string, name: Name, value: Value, scan: Scan): Edit | undefined {
  const { start, end, quoted } = value;
  const found = text.slice(start, end);
  const lower = name.text.toLowerCase();
  const whole = (after: string, kind: string): Edit | undefined =>
    after === found ? undefined : { start, end, kind, text: after };
  if (
    text[name.start - 1] === '/' &&
    isChecksum(text.slice(Math.max(0, name.start - 60), name.start + name.text.length), found)
  )
    return undefined;
  if (!quoted && isFieldLine(text, name, value) && isMadeUp(found, scan.names)) {
    const edit = whole(redactHeader(name.text, found, scan), 'header');
    if (edit !== undefined) return edit;
  }
  if (lower.endsWith('authorization') && KNOWN_SCHEME.test(found.trim())) return undefined;
  if (lower.endsWith('authorization'))
    return isHeaderLike(found) ? whole(redactAuthorization(found, scan), 'authorization') : undefined;
  if (lower === 'cookie' && COOKIE.test(found)) return whole(redactCookies(found, scan), 'cookie');
  if (lower === 'set-cookie' && COOKIE.test(found)) return whole(redactSetCookie(found, scan), 'cookie');
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(found)) {
    return LINKS.test(name.text) ? whole(redactUrl(found, scan), 'url') : undefined;
  }
  if (
    SIGNATURE.test(name.text) &&
    text[start - 1] === '=' &&
    found.length >= 16 &&
    !/\s|\.\w*[A-Za-z]{3}$/.test(found)
  )
    return { start, end, kind: 'signature' };
  if (
    text[name.start - 1] === ':' &&
    !quoted &&
    (!isOpaque(found, 8) || ARN.test(text.slice(Math.max(0, name.start - 80), name.start)))
  )
    return undefined;
  const strength = scan.names.strength(name.text);
  if (!quoted && strength === 'personal') return personalValue(text, name, value, scan);
  if (isTooShort(strength, found)) return undefined;
  // an attribute that follows, or what another has redacted
  if (
    !quoted &&
    /^(?:[a-z-]{2,20}=$|[A-Z][a-z]{2,15}(?: [A-Z][a-z]{1,15})?=$|\*{3}|[A-Za-z_][\w.:$]{0,60}\($)/.test(found)
  )
    return undefined;
  if (quoted ? /^[,)\]};]\s*\n/.test(found) : isOfAnother(text, name, scan)) return undefined;
  const lead = /^(?:bearer|basic|token)\s+(?=\S{6})/i.exec(found)?.[0].length ?? 0;
  const bare = found.slice(lead);
  const secret = bare.includes('%') ? (percentDecoded(bare) ?? bare) : bare;
  const isShell = !quoted && text[start - 1] === '=';
  const word = isShell ? (/^[^\s"']+(?=\s)/.exec(found)?.[0] ?? '') : '';
  if (
    word !== '' &&
    (isOpaque(word, 8) || isPasswordLike(word) || (isVariable(text, name) && !/^[$`(]/.test(word)))
  )
    return judge(text, name, { start, end: start + word.length, quoted: true }, scan);
  if (HEX_KEY.test(secret) && VENDOR_KEY.test(name.text)) return { start: start + lead, end, kind: 'key' };
  const isLine = !quoted && isFirstOfLine(text, name);
  if (isLine && /\s/.test(found.trim()) && strength !== 'secret') return undefined;
  if (
    quoted &&
    isVariable(text, name) &&
    /\d/.test(secret) &&
    secret.length <= 80 &&
    !isBenign(secret) &&
    SECRET_VARIABLE.test(name.text)
  )
    return { start, end, kind: kindOf(normalName(name.text)) };
  if (isLine && isBenign(FIELD.exec(found)?.[0] ?? found)) return undefined;
  const isWhole = isLine && DENIED.test(found) && !/[,;]/.test(text[end] ?? '');
  const isBare = !quoted && !isWhole && !isDelimited(text, name, secret, isLine);
  const kind =
    judgeNamed(scan.names, name.text, secret, isBare) ??
    // a sign that only stands for another one where it is decoded is no code's
    (secret !== bare && isPasswordLike(withoutPlaceholders(secret))
      ? judgeNamed(scan.names, name.text, bare, isBare)
      : undefined);
  if (kind === undefined || (isLine && /\s/.test(secret) && !isPhrase(normalName(name.text), secret))) {
    const field = isLine && text[start - 1] === '=' ? (FIELD.exec(found)?.[0].length ?? 0) : 0;
    return field === 0 ? undefined : judge(text, name, { start, end: start + field, quoted: true }, scan);
  }
  return { start: start + lead, end, kind };
}

/** The first field of a form, where the line is one and words are escaped in it. */
const FIELD = /^[^&\s]{1,8000}(?=&[^&=\s]{1,200}=)/;

/** What code may say no to, and what is a value on a line of YAML, which no comma ends. */
const DENIED = /^!{1,2}[\w$.?]+$/;

/** A pair of a cookie and its value (RFC 6265 §4.1.1), and no arrow or comparison. */
const COOKIE = /^\s*(?:\$\{\w{1,60}\}|[^\s=;,(){}[\]<>]{1,200})\s?=(?![=>])/;

/** `cache key: …`, `public key: …`: a word more, and the name is none of a secret. */
function isOfAnother(text: string, { text: own, start }: Name, { names }: Scan): boolean {
  if (text[start - 1] !== ' ') return false;
  const before = QUALIFIER.exec(text.slice(Math.max(0, start - 24), start))?.[1];
  return (
    before !== undefined &&
    names.strength(own) === 'likely' &&
    names.strength(`${before}_${own}`) === undefined
  );
}

const QUALIFIER = /(?<![\w.-])([A-Za-z]{2,20}) $/;

/** Where the value is one whatever it looks like: a variable, a header, a part of a form or of a connection string. */
const isDelimited = (text: string, name: Name, value: string, isLine: boolean): boolean =>
  (isLine &&
    (/^[A-Z_0-9]+$/.test(name.text) ||
      (/^x-|-(?:key|token)$/i.test(name.text) && isOpaque(value.replace(/[{}()[\]<>]/g, ''), 12)))) ||
  text[name.start - 1] === '&' ||
  (text[name.start - 1] === ' ' && PAIR_BEFORE.test(text.slice(Math.max(0, name.start - 80), name.start))) ||
  (text[name.start - 1] === ';' && isPasswordLike(value));

/** `host=db user=app `: another part of a connection string, as libpq takes it. */
const PAIR_BEFORE =
  /(?:^|\s)(?:host|hostaddr|port|db|dbname|database|user|username|uid|server|sslmode)=[^\s,;()'"=]{1,70} $/i;

/** `ACME_KEY=` and digits in hex, as in the files of an environment. */
const HEX_KEY = /^[0-9a-f]{32,64}$/;
const VENDOR_KEY =
  /^(?!.*(?:PUBLIC|CACHE|OBJECT|IDEMPOTENCY|PARTITION|PRIMARY|FOREIGN|SORT|DEDUP))[A-Z][A-Z0-9_]*(?:_|(?<=[A-Z]{5})(?<!PUBLIC|PRIMARY|CACHE|HASH|FILE|GROUP|ROW|MAP|SITE|MON|TUR))KEY$/;

/** A name or an address has several words, which nothing delimits where it is not quoted. */
function personalValue(text: string, name: Name, { start }: Value, { names }: Scan): Edit | undefined {
  for (const pattern of [LINE_VALUE, WORDS_VALUE]) {
    pattern.lastIndex = start;
    const found = pattern.exec(text)?.[0].trimEnd() ?? '';
    if (found !== '' && judgeNamed(names, name.text, found) !== undefined)
      return { start, end: start + found.length, kind: 'personal' };
  }
  return undefined;
}

const LINE_VALUE = /[^\r\n"'`;<>{}[\]|=&\\]{2,160}(?=$|[\r\n"'`;<>{}[\]|&\\])/y;
const WORDS_VALUE = /[^\s,;"'`<>(){}[\]|=&\\]{1,40}(?: \p{Lu}[\p{L}'’.-]{0,30}){0,3}/uy;

/** What holds a sentence as well as a password: nothing complains in a file of an environment. */
const SECRET_VARIABLE = /(?:^|_)(?:PASS|PASSWORD|PASSPHRASE|PWD)$/;

/** `NAME=value command`, as shells take it. */
const isVariable = (text: string, name: Name): boolean =>
  /^[A-Z][A-Z0-9_]{3,60}$/.test(name.text) &&
  /(?:^|[\n;&|`$(]|\b(?:env|export|sudo|exec|time)) ?$/.test(
    text.slice(Math.max(0, name.start - 12), name.start),
  );

/** Spaces in an undelimited value: only where the name asks for words. */
function isPhrase(normal: string, value: string): boolean {
  return (
    /phrase|mnemonic|seed/.test(normal) ||
    (kindOf(normal) === 'password' &&
      value.split(/\s+/).length <= 3 &&
      /[\d\W]/.test(value.replaceAll(/(?<![.,:;!?])[.,:;!?]*(?:\s+|$)/g, '')))
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
