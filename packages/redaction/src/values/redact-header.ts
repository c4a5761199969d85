import { normalName } from '../names/normal-name.ts';
import { isPlaceholder } from '../placeholder.ts';
import { isBenign, isInvitation } from './is-benign.ts';
import { isMadeUp } from './is-made-up.ts';
import { isOpaque } from './is-opaque.ts';
import { isPasswordLike } from './is-password-like.ts';
import { isOpenForm, isVariable } from './is-open-form.ts';
import { kindOf } from './kind-of.ts';
import { addressIn, isPublicAddress } from './public-address.ts';
import { redactUrl, type UrlTools } from './redact-url.ts';

/** Redacts the value of one header field: what is not known to be harmless goes. */
export function redactHeader(name: string, value: string, tools: UrlTools): string {
  if (value.trim() === '' || isPlaceholder(value) || isMasked(value) || isOpenForm(value)) return value;
  const lower = name.toLowerCase();
  if (lower.endsWith('authorization')) return redactAuthorization(value, tools);
  if (lower === 'cookie' || lower === 'cookie2') return redactCookies(value, tools);
  if (lower === 'set-cookie' || lower === 'set-cookie2') return redactSetCookie(value, tools);
  if (/^https?:\/\/\S+$/i.test(value)) return redactUrl(value, tools);
  if (CLIENT_ADDRESS.test(name)) return withoutAddresses(value, tools);
  if (tools.names.isOpenHeader(name)) return tools.inner(value);
  const strength = tools.names.strength(name);
  if (
    strength === 'secret' ||
    (strength !== undefined &&
      (isOpaque(value, 6) || (CREDENTIAL.test(name) && isMadeUp(value, tools.names))))
  )
    return scheme(name, value, tools);
  return isHarmless(value) ? tools.inner(value) : tools.placeholder('header', value);
}

/** Where a proxy says who calls (RFC 7239 §5.2, and what was in use before it). */
const CLIENT_ADDRESS =
  /^(?:forwarded|(?:x-(?:original-)?)?forwarded-for|x-(?:real|client|cluster-client|remote)-ip|(?:cf-connecting|true-client|fastly-client|fly-client)-ip|x-remote-addr|x-appengine-user-ip|x-envoy-external-address)$/i;

/** Addresses, with their ports, in lists and in parameters. */
const withoutAddresses = (value: string, { placeholder, ...tools }: UrlTools): string =>
  tools.inner(
    value.replace(/[^\s,;="]+/g, (node) => {
      const address = addressIn(node);
      return isPublicAddress(address) ? node.replace(address, placeholder('personal', address)) : node;
    }),
  );

/** What names a credential as such, in words too. */
const CREDENTIAL =
  /(?:^|[-_])(?:token|secret|passw(?:or)?d|pass|auth|jwt|credentials?|(?:api|access|auth|secret|subscription)[-_]?key)$/i;

/** What another has redacted, in words. */
const isMasked = (value: string): boolean =>
  MASKED.test(value) && !isOpaque(value.slice(1, -1), 8) && !isPasswordLike(value.slice(1, -1));
const MASKED = /^(?:\[[A-Z][\w ]{2,20}\]|<[\w -]{2,30}>|\*{3,20})$/;

/** `xxxxxxxx`, as documentation has it. */
export const isCrossedOut = (value: string): boolean => /^([xX])\1{5,}$/.test(value);

/** Keeps the scheme of `Authorization` (RFC 9110 §11.6.2) and takes out what follows. */
export function redactAuthorization(value: string, { placeholder }: UrlTools): string {
  const [, lead = '', credentials = ''] = /^(\s*[A-Za-z][\w-]{1,40}\s+)?(.*)$/s.exec(value) ?? [];
  if (
    credentials === '' ||
    isPlaceholder(credentials) ||
    isOpenForm(credentials) ||
    (isBenign(credentials) &&
      !isInvitation(credentials) &&
      (!/^\w+$/.test(credentials) || /^__\w+__$/.test(credentials) || isCrossedOut(credentials)))
  )
    return value;
  return lead + placeholder('authorization', credentials);
}

function scheme(name: string, value: string, tools: UrlTools): string {
  if (/^(?:bearer|basic|token|apikey|digest)\s/i.test(value)) return redactAuthorization(value, tools);
  return tools.placeholder(kindOf(normalName(name)), value);
}

/** Keeps the names of cookies (RFC 6265 §4.2.1). */
export function redactCookies(value: string, { placeholder }: UrlTools): string {
  return value
    .split(';')
    .map((pair) => {
      const at = pair.indexOf('=');
      const secret = pair.slice(at + 1).trim();
      if (
        secret === '' ||
        isPlaceholder(secret) ||
        isVariable(secret) ||
        /^value\d?$/.test(secret) ||
        isPreference(pair.slice(0, Math.max(0, at)), secret)
      )
        return pair;
      return `${pair.slice(0, at + 1)}${at < 0 && pair.startsWith(' ') ? ' ' : ''}${placeholder('cookie', secret)}`;
    })
    .join(';');
}

/** What a page remembers of how it is to look. */
export const isPreference = (name: string, value: string): boolean =>
  value.length <= 40 &&
  PREFERENCE.test(normalName(name)) &&
  /^[\w-]{1,12}(?:(?:\/|%2F)[A-Z][a-z_]{1,20}){0,2}$/.test(value) &&
  !isOpaque(value.replace(/%2F/g, '/'), 5);
const PREFERENCE =
  /(?:^|_)(?:theme|lang|language|locale|i18n|currency|region|country|tz|timezone|consent|layout|view|sidebar|dark_?mode|colou?r_?(?:mode|scheme)|font_?size|density|banner|gdpr)$/;

/** Keeps the name and the attributes of a cookie (RFC 6265 §4.1.1). */
export function redactSetCookie(value: string, tools: UrlTools): string {
  const end = value.indexOf(';');
  const pair = end < 0 ? value : value.slice(0, end);
  return redactCookies(pair, tools) + (end < 0 ? '' : value.slice(end));
}

/** Words, numbers, dates and lists of them. */
function isHarmless(value: string): boolean {
  if (value.length > 200) return false;
  return (
    value.split(/[\s,;]+/).every((part) => part.length < 3 || !isOpaque(part, 8)) &&
    !/[$%^!~\\#&@?|<>{}[\]`]|^\d{11,}$/.test(value)
  );
}
