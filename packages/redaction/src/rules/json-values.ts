import { isUtf8 } from 'node:buffer';
import { applyEdits } from '../edit.ts';
import { normalName } from '../names/normal-name.ts';
import { isPlaceholder, placeholdersIn, withoutDigests } from '../placeholder.ts';
import { isBenign } from '../values/is-benign.ts';
import { judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import { isPreference, redactHeader } from '../values/redact-header.ts';
import { percentEncoded } from '../values/percent-encoded.ts';
import { redactPairs, redactUrl } from '../values/redact-url.ts';
import { redactDocument } from './json-document.ts';
import { HOME_COORDINATE } from './json-people.ts';
import { OWN, type Place } from './json-place.ts';
import { Fact, factsOfKey } from './key-facts.ts';
import type { Scan } from './rule.ts';
import { isSecretMember } from './secret-members.ts';

/** A string of a JSON text, by its place and by all rules. */
export function redactString(value: string, place: Place, scan: Scan): string {
  const { name } = place;
  if (name === 'base64' && isBytes(value)) return redactBytes(value, scan);
  if (value.length < 2 || (INTEGRITY.test(value) && !scan.names.isOwn(name))) return value;
  return isSnowflake(name, value)
    ? redactByName(value, place, withoutCards(scan))
    : redactByName(value, place, scan);
}

/** True where all of what a string keeps is looked at by all rules. */
export const isReadWhole = (value: string, { as }: Place): boolean =>
  as === 'value' && !value.startsWith('sha');

function redactByName(value: string, place: Place, scan: Scan): string {
  const { name, as } = place;
  if (place.name === HOME_COORDINATE && /^-?\d{1,3}\.\d{3,}$/.test(value))
    return scan.placeholder('personal', value);
  if (as === 'header' && name !== '') return redactHeader(name, value, scan);
  if (as === 'cookie')
    return NOT_COOKIE.test(name) || isBenign(value) || isPreference(name, value)
      ? scan.inner(value)
      : value.includes('=') && name.endsWith('ookies')
        ? scan.inner(value)
        : scan.placeholder('cookie', value);
  if (as === 'query' && name !== '') return redactQueryValue(name, value, scan);
  const facts = factsOfKey(name);
  if ((facts & Fact.LINK) > 0 && value.includes('?'))
    return scan.inner(redactUrl(value, { ...scan, inner: (text) => text }));
  const kind = name === 'jwk_private_key' ? 'private_key' : judgeNamed(scan.names, name, value);
  if (kind !== undefined) return redactWhole(kind, name, value, scan);
  if ((facts & Fact.USER_PASS) > 0 && isUserPass(value)) return scan.placeholder('authorization', value);
  if (place.secretFor > 0 && place.secretFor < OWN && isSecretMember(name, value, scan))
    return scan.placeholder(kindOf(normalName(name)), value);
  return scan.inner(value);
}

/** True for base64 of what is no text: the bytes of a body, which the format keeps under this name. */
function isBytes(value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return !isUtf8(bytes) && bytes.toString('base64') === value;
}

/** Bytes stay bytes: their characters spell a key or a number by accident, and what they unpack to is looked at as it is. */
function redactBytes(value: string, scan: Scan): string {
  const bytes = withoutRegistered(value, scan);
  if (holdsRegistered(bytes, scan)) return scan.inner(bytes);
  const unpacked = scan.edits(bytes).filter(({ text }) => text !== undefined);
  return applyEdits(bytes, unpacked, scan.placeholder);
}

const holdsRegistered = (text: string, scan: Scan): boolean => scan.rewrite(text, (same) => same) !== text;

/** Registered values as they stand in the bytes, each byte a character; digests are read by nobody there. */
function withoutRegistered(value: string, scan: Scan): string {
  const bytes = Buffer.from(value, 'base64').toString('latin1');
  const after = scan.rewrite(bytes, (same) => same);
  return after === bytes ? value : Buffer.from(withoutDigests(after), 'latin1').toString('base64');
}

/** The id of a message, a post or a server, which has as many digits as some cards. */
const isSnowflake = (name: string, value: string): boolean =>
  /^\d{17,19}$/.test(value) && ID.test(normalName(name));
const ID = /^(?!(?:\w+_)?(?:cards?|pan|cc|credit|debit|payment)_ids?$)\w*[a-z]_ids?$/;

/** By all that its name and the project tell, as ever; only its digits by themselves tell nothing. */
const withoutCards = (scan: Scan): Scan => ({
  ...scan,
  inner: (text) =>
    applyEdits(
      text,
      scan.edits(text).filter(({ kind }) => kind !== 'card'),
      scan.placeholder,
    ),
});

/** Of a package in a lock file, which may be called as a header or a cookie is. */
const INTEGRITY = /^sha(?:1|256|384|512)-[A-Za-z0-9+/]{27,88}={0,2}$/;
const NOT_COOKIE =
  /^(?:name|path|domain|expires|max_?age|secure|http_?only|same_?site|samesite|comment|created|priority)$/i;

function redactQueryValue(name: string, value: string, scan: Scan): string {
  const pair = `${percentEncoded(name)}=${percentEncoded(value)}`;
  const after = redactPairs(pair, scan);
  return after === pair ? value : decodeURIComponent(after.slice(after.indexOf('=') + 1));
}

/** Under a telling name the whole value goes, but for schemes, URLs and documents, which keep their form. */
function redactWhole(kind: string, name: string, value: string, scan: Scan): string {
  if (/^[[{]/.test(value)) {
    const after = redactDocument(name, value, scan);
    if (after !== undefined) return after;
  }
  if (/authorization$/i.test(name) || /^(?:bearer|basic|token)\s\S/i.test(value))
    return redactHeader('authorization', value, scan);
  if (/cookie$/i.test(name) && value.includes('=')) return redactHeader(name, value, scan);
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(value)) {
    const after = scan.inner(redactUrl(value, { ...scan, inner: (text) => text }));
    if (
      after !== value ||
      placeholdersIn(value).length > 0 ||
      /(?:^|_)(?:ur[li]|dsn)$/.test(normalName(name))
    )
      return after;
  }
  return scan.placeholder(kind, value);
}

/** Docker's `auth` (base64 of `user:password`). */
function isUserPass(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value)) return false;
  return /^[\x20-\x7e][\x20-\x39\x3b-\x7e]*:[\x20-\x7e]+$/.test(
    Buffer.from(value, 'base64').toString('latin1'),
  );
}

/** Secrets are digits; what has a sign, a point or an exponent was measured. */
function isWhole(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

const MOST_DIGITS = 19;
const CARD_DIGITS = 13;

/** A number of a JSON text, by its place. */
export function redactNumber(value: string, place: Place, scan: Scan): string {
  const after = scan.rewrite(value, (number) => numberByName(number, place, scan));
  // a registered value stands by chance within a measure or a short number
  return isPlaceholder(after) || (value.length >= CARD_DIGITS && isWhole(value)) ? after : value;
}

function numberByName(value: string, { name }: Place, scan: Scan): string {
  if (isPlaceholder(value)) return value;
  if (name === HOME_COORDINATE) return scan.placeholder('personal', value);
  if (value.length < 3) return value;
  if (scan.names.isOwn(name)) return scan.placeholder(kindOf(normalName(name)), value);
  if (value.length > MOST_DIGITS || !isWhole(value)) return value;
  const kind = scan.names.strength(name) === 'secret' ? kindOf(normalName(name)) : undefined;
  if (kind !== undefined && /code|personal|phone|password|secret/.test(kind))
    return scan.placeholder(kind, value);
  if (value.length < CARD_DIGITS) return value;
  return (isSnowflake(name, value) ? withoutCards(scan) : scan).inner(value);
}
