import { isPasswordLike } from '../values/is-password-like.ts';
import { normalName } from '../names/normal-name.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import { redactHeader } from '../values/redact-header.ts';
import { redactPairs, redactUrl } from '../values/redact-url.ts';
import { HOME_COORDINATE } from './json-people.ts';
import { OWN, type Place } from './json-place.ts';
import { Fact, factsOfKey } from './key-facts.ts';
import type { Scan } from './rule.ts';

/** Keys of a value that another key names. */
export const VALUE_KEY =
  /^(?:value|val|content|contents|data|v|text|secret|default_?value|example|string_?value|current_?value|initial_?value|Value|SecretString|ParameterValue)$/i;

/** A string of a JSON text, by its place and by all rules. */
export function redactString(value: string, place: Place, scan: Scan): string {
  const { name, as } = place;
  if (value.length < 2 || INTEGRITY.test(value)) return value;
  if (place.name === HOME_COORDINATE && /^-?\d{1,3}\.\d{3,}$/.test(value))
    return scan.placeholder('personal', value);
  if (as === 'header' && name !== '') return redactHeader(name, value, scan);
  if (as === 'cookie')
    return NOT_COOKIE.test(name) || isBenign(value)
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

/** Of a package in a lock file, which may be called as a header or a cookie is. */
const INTEGRITY = /^sha(?:1|256|384|512)-[A-Za-z0-9+/]{27,88}={0,2}$/;
const NOT_COOKIE =
  /^(?:name|path|domain|expires|max_?age|secure|http_?only|same_?site|samesite|comment|created|priority)$/i;

function redactQueryValue(name: string, value: string, scan: Scan): string {
  const pair = `${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  const after = redactPairs(pair, scan);
  return after === pair ? value : decodeURIComponent(after.slice(after.indexOf('=') + 1));
}

/** Under a telling name the whole value goes, but for schemes, URLs and documents, which keep their form. */
function redactWhole(kind: string, name: string, value: string, scan: Scan): string {
  if (/^[[{]/.test(value)) {
    const after = scan.inner(value);
    // what was redacted before stays as it is
    if (after !== value || value.includes('[REDACTED:')) return after;
  }
  if (/authorization$/i.test(name) || /^(?:bearer|basic|token)\s\S/i.test(value))
    return redactHeader('authorization', value, scan);
  if (/cookie$/i.test(name) && value.includes('=')) return redactHeader(name, value, scan);
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\//i.test(value)) {
    const after = scan.inner(redactUrl(value, { ...scan, inner: (text) => text }));
    if (after !== value || /(?:^|_)(?:ur[li]|dsn)$/.test(normalName(name))) return after;
  }
  return scan.placeholder(kind, value);
}

/** Docker's `auth` (base64 of `user:password`). */
function isUserPass(value: string): boolean {
  if (!/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value)) return false;
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

function isSecretMember(name: string, value: string, { names }: Scan): boolean {
  if (
    isBenign(value) ||
    isProse(value) ||
    TWILIO_ID.test(value) ||
    HARMLESS_MEMBER.test(normalName(name)) ||
    /^https?:\/\/[^?@]*$/.test(value)
  )
    return false;
  if (
    names.holdsSecrets(name) ||
    VALUE_KEY.test(name) ||
    /(?:^|_)(?:key|token|code|raw|plain|hash|p|pw|bearer)$/.test(normalName(name))
  )
    return true;
  return isOpaque(value.replace(BRACKETS, ''), 6) || isPasswordLike(value);
}

const TWILIO_ID = /^(?!SK)[A-Z]{2}[0-9a-f]{32}$/;
/** Signs that no identifier has, and generated passwords do. */
const BRACKETS = /[<>{}()[\]]/g;

const HARMLESS_MEMBER =
  /^(?:\w+_)?(?:type|kind|name|id|ids|user|username|user_name|login|email|url|uri|host|hostname|port|region|provider|scope|scopes|realm|domain|path|method|mode|scheme|in|description|title|version|status|state|format|created|updated|expires|expiry|at|date|time|label|service|issuer|audience|algorithm|alg|encoding|placement|prefix|ref|arn|role|tenant|project|env|environment|country|currency|language|locale|file|filename|location|source|sha256|digest|uuid)$/;

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
  if (place.name === HOME_COORDINATE) return scan.placeholder('personal', value);
  if (value.length < 3 || value.length > MOST_DIGITS || !isWhole(value)) return value;
  const kind = scan.names.strength(place.name) === 'secret' ? kindOf(normalName(place.name)) : undefined;
  if (kind !== undefined && /code|personal|phone|password|secret/.test(kind))
    return scan.placeholder(kind, value);
  return value.length >= CARD_DIGITS ? scan.inner(value) : value;
}
