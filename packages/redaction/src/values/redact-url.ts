import type { Names } from '../names/names.ts';
import { isPlaceholder, type PlaceholderFor, withoutPlaceholders } from '../placeholder.ts';
import { normalName } from '../names/normal-name.ts';
import { kindOf } from './kind-of.ts';
import { percentDecoded } from './percent-decoded.ts';
import { percentEncoded } from './percent-encoded.ts';
import { isBenign } from './is-benign.ts';
import { isPasswordLike } from './is-password-like.ts';
import { isCommonId, isIdOfModel, isOpaque, isOpaqueName } from './is-opaque.ts';

export interface UrlTools {
  names: Names;
  placeholder: PlaceholderFor;
  /** Redacts a text with every other rule. */
  inner(text: string): string;
  /** How many URLs this one stands in. */
  depth?: number;
}

/** Redacts the user, the telling parts of the path, the query and the fragment of a URL, and keeps the rest. */
export function redactUrl(given: string, tools: UrlTools): string {
  const url = withoutSlashes(given, tools);
  const parts = PARTS.exec(url);
  if (parts === null) return url;
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] = parts;
  if (NEL_HOST.test(authority)) return url;
  const host = scheme === '' ? authority : redactUser(authority, tools);
  const trail =
    scheme === '' ? path : redactPath(path, authority.slice(authority.lastIndexOf('@') + 1), tools);
  const end = scheme === '' ? '' : keyInFragment(fragment);
  return (
    scheme +
    host +
    trail +
    redactQuery(query, tools, opensDoor(trail)) +
    (end === ''
      ? redactQuery(fragment, tools)
      : fragment.slice(0, -end.length) + tools.placeholder('key', end))
  );
}

/** A password may have a `/` in it as well: what else stands between a colon and a host is a port or a path of words. */
function withoutSlashes(url: string, { placeholder }: UrlTools): string {
  const [whole = '', lead = '', password = ''] = SLASHED.exec(url) ?? [];
  if (!isPasswordLike(password) && !isOpaque(password, 8)) return url;
  return `${lead}${placeholder('password', decode(password))}${url.slice(whole.length)}`;
}

const SLASHED =
  /^([a-z][a-z0-9+.-]{1,30}:\/\/[^/?#\\:@\s]{0,64}:)((?!\d{1,5}\/)[^/?#@\\\s]{1,64}(?:\/[^/?#@\\\s]{0,64}){1,3})(?=@(?:[\w-]{1,63}\.){0,6}[a-z][\w-]{0,62}(?::\d{1,5})?(?:[/?#]|$))/i;

/** What only the browser gets to see, as of files that are shared encrypted; a heading is made of words. */
function keyInFragment(fragment: string): string {
  const key = fragment.slice(ROUTE.exec(fragment)?.[0].length ?? 1);
  const isKey =
    key.length >= 20 &&
    !PLACE.test(key) &&
    /^(?=[\w-]*\d)(?=[\w-]*[a-z])(?=[\w-]*[A-Z])[\w-]{20,200}={0,2}$/.test(key) &&
    isOpaqueName(key) &&
    !isCommonId(key);
  return isKey ? key : '';
}

/** Where an app that runs in the browser shows what was shared: `#/send/<id>/<key>`. */
const ROUTE = /^#!?\/(?:send|share|shared|download|s|d|file|room|join|secret|paste|note)\/[\w-]{1,60}[/#]/;

/** A password may have a `#` or a `?` in it, which should have been encoded, unless a parameter follows. */
const PARTS =
  /^([a-z][a-z0-9+.-]{1,30}:\/\/)?((?:[^/?#\\:@\s]{1,64}:(?!\d{1,5}[?#])[^/?#@\\\s]{1,64}(?:#|\?(?![\w.[\]-]{1,60}=))[^/?#@\\\s]{0,64}(?=@))?[^/?#\\]*)([^?#]*)(\?[^#]*)?(#.*)?$/is;

/** In a comparison, of a remark, of lines. */
const PLACE = /^(?:diff|discussion|issuecomment|pullrequestreview|commitcomment|L\d|R\d)/;

function redactUser(authority: string, { placeholder }: UrlTools): string {
  const at = authority.lastIndexOf('@');
  if (at < 1) return authority;
  const [, user = '', rest] = USER_INFO.exec(authority.slice(0, at)) ?? [];
  const password = rest ?? '';
  const isForm =
    FORM_HOST.test(authority.slice(at + 1)) &&
    ((/^[A-Z_]+$/.test(user) && /^[A-Z_]+$/.test(password)) ||
      (/^user(?:name)?$/.test(user) && /^(?:password|pass|passwd|pw)$/.test(password)));
  const hide = (kind: string, value: string): string =>
    isForm || value === '' || isPlaceholder(decode(value)) || isTemplate(value)
      ? value
      : placeholder(kind, decode(value));
  const alone = password === '' || /^(?:x-oauth-basic|x-token-auth)$/.test(password);
  const isSecret = (alone && (isOpaque(user, 12) || user.length > 30)) || /^[0-9a-f]{32}$/.test(user);
  const name = isSecret || /%40|@/.test(user) ? hide(isSecret ? 'user' : 'email', user) : user;
  const secret =
    rest === undefined
      ? ''
      : `:${/^x-(?:oauth-basic|token-auth)$/.test(password) ? password : hide('password', password)}`;
  return `${name}${secret}${authority.slice(at)}`;
}

/** Where the words of documentation open nothing: this machine, hosts of examples (RFC 2606, RFC 6761), and the word. */
const FORM_HOST =
  /^(?:[A-Z_]+|host(?:name)?|(?:[\w-]{1,63}\.){0,4}(?:localhost|example(?:\.(?:com|org|net))?|test|invalid)|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[::1\])(?::\w{1,5})?$/;

/** A user and a password; the colons in a placeholder part nothing. */
const USER_INFO = /^((?:\[REDACTED:\w{1,32}:[0-9a-f]{8}\]|[^:])*)(?::(.*))?$/s;

/** A reference to a variable; unlike words such as `password`, which are in use as passwords. */
function isTemplate(value: string): boolean {
  return isBenign(value) && !/^\w+$/.test(value);
}

function redactPath(path: string, host: string, { placeholder }: UrlTools): string {
  // what an app asks to be allowed: `https://www.googleapis.com/auth/sqlservice.login`
  if (path.length < 10 || (SCOPE_HOST.test(host) && path.startsWith('/auth/'))) return path;
  const known = WEBHOOK_HOST.test(host);
  let version = false;
  const hook =
    known || /\/(?:webhooks?|hooks?|services|build_hooks|deploy-hooks?|integrations\/incoming)\//i.test(path);
  const tail = CATCH_PATH.exec(path)?.[1];
  let telling = false;
  let told = false;
  let mailed = false;
  return path
    .split('/')
    .map((segment, index, all) => {
      const least = known ? 6 : telling ? 12 : 16;
      const secret =
        telling ||
        (told && /\d/.test(segment) && isOpaque(segment, 20)) ||
        hook ||
        (ASKED_SEGMENT.test(all[index + 1] ?? '') && isOpaque(segment, 20) && !isCommonId(segment)) ||
        /^private-[0-9a-f]{16,64}$/.test(segment) ||
        isOpaqueName(MAGIC_SEGMENT.exec(segment)?.[1] ?? '') ||
        (NODE_HOST.test(host) && NODE_KEY.test(segment)) ||
        // of a calendar, for whoever knows it
        (segment.endsWith('.ics') && isOpaqueName(segment.slice(0, -4)));
      told = mailed;
      mailed = MAILED_SEGMENT.test(segment);
      // `share/d/…`
      telling = TELLING_SEGMENT.test(segment) || (telling && /^[a-z]{1,2}$/.test(segment));
      const follows = version;
      version = /^v\d{1,2}$/.test(segment);
      // what follows a version names no resource: a key, as RPC providers take it
      if (follows && isOpaque(segment, 24) && !ASSET.test(segment))
        return placeholder('path', decode(segment));
      if (segment === tail) return placeholder('path', decode(segment));
      if (!secret || isPlaceholder(segment) || MASKED_SEGMENT.test(segment)) return segment;
      const value = decode(segment);
      return isOpaque(value, least) && (!isCommonId(value) || !hook || known)
        ? placeholder('path', value)
        : segment;
    })
    .join('/');
}

/** Behind a word that opens and numbers: `z-app-12-34-…`. */
const MAGIC_SEGMENT =
  /^(?:z-app|magic|login|invite|reset|verify|confirm)(?:-\d{1,20}){0,3}-(?=[\w-]{0,60}\d)(?=[\w-]{0,60}[A-Z])(?=[\w-]{0,60}[a-z])([\w-]{24,200})$/;
/** Nodes of chains that others run, whose key stands in the path alone. */
const NODE_HOST =
  /(?:^|\.)(?:quiknode\.pro|rpc\.ankr\.com|infura\.io|alchemy\.com|blastapi\.io|getblock\.(?:io|us)|p2pify\.com|core\.chainstack\.com|nodereal\.io|drpc\.org|tenderly\.co|moralis-nodes\.com)$/i;
const NODE_KEY = /^[0-9a-f]{32,64}$|^(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{22,64}$/;
/** `T00000000/B00000000/XXXXXXXX`, as documentation has it. */
const MASKED_SEGMENT = /^[A-Z]?([0xX*])\1{5,}$/;
/** Where browsers report failed requests (Network Error Logging); what stands in the query is no secret of anybody's. */
const NEL_HOST = /\.nel\.(?:cloudflare\.com|goog)$/i;
const SCOPE_HOST = /^www\.googleapis\.com$/i;
const WEBHOOK_HOST =
  /^(?:hooks\.|chat\.whatsapp\.com|[\w.-]*\.webhook\.|outlook\.office|hc-ping\.com|cronitor\.link|[\w.-]*\.collection\.sumologic\.com|discord(?:app)?\.com|[\w-]{1,63}\.tines\.com|maker\.ifttt|[\w.-]*hook[\w-]*\.)/i;
/** Hooks whose last segment is all that is between a stranger and the door, however short. */
const CATCH_PATH =
  /\/(?:hooks\/catch\/\d+|build_hooks|webhook(?:-test)?|incoming-webhooks?|integrations\/deploy\/prj_\w{4,40}|hook(?=\/[0-9a-f]{8}-)|webhook(?:-test)?(?=\/[0-9a-f]{8}-))\/([A-Za-z0-9]{6,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/;
const ASSET = /\.(?:woff2?|ttf|js|mjs|css|map|png|jpe?g|gif|svg|webp|ico|pdf|html?|json|tgz|gz|zip|whl)$/i;
/** What mails ask to follow: an id may stand before the token. */
const MAILED_SEGMENT = /^(?:reset|verify|confirm|activate|password-reset|reset-password|unsubscribe)$/i;
/** The same behind the token. */
const ASKED_SEGMENT = /^(?:unsubscribe|confirm|verify|activate|accept|reset|approve|claim|optout|opt-out)$/i;
const TELLING_SEGMENT =
  /^(?:(?:password|account|email)?[-_]?(?:reset|verify|verification|confirm|confirmation|activate|activation|recover|recovery)(?:[-_](?:password|email|account|link))?|magic(?:[-_]?(?:link|login))?|invite|invites|invitation|invitations|shared_invite|joinchat|join|login|signin|sign-in|sso|auth|callback|unsubscribe|token|tokens|t|otp|one-time|unlock|share|shared|s|secret|secrets|key|keys|apikey|access|download|dl|set-password|new-password|passwordless|accept|onboarding|session|sessions|private|p|link|links|subscribe|subscription|claim|approve|push|autologin|preauth|e-?sign|(?:accept|confirm|join|redeem|open|view|claim)[-_]?(?:invite|invitation|share|link|gift)|(?:invite|invitation|log-?in|sign-?in|share|access|download|gift)[-_](?:accept|link|confirm|token|redeem|join))$/i;

/** Redacts `?name=value&…` and `#name=value&…`; text without a `=` stays. */
function redactQuery(query: string, tools: UrlTools, isAsked = false): string {
  if (query.length < 4) return query;
  const lead =
    query.startsWith('#!') || query.startsWith('#/')
      ? query.slice(0, query.indexOf('?') + 1)
      : query.slice(0, 1);
  return lead + redactPairs(query.slice(lead.length), tools, isAsked);
}

/** Redacts `name=value&name=value`, as in a query and a form. */
export function redactPairs(pairs: string, tools: UrlTools, isAsked = false): string {
  return pairs.replace(/([^&;=]{1,200})=([^&]*)/g, (whole, name: string, value: string) => {
    const after = redactParameter(decode(name), value, tools, isAsked);
    return after === value ? whole : `${name}=${after}`;
  });
}

function redactParameter(name: string, encoded: string, tools: UrlTools, isAsked: boolean): string {
  const value = decode(encoded);
  if (value === '' || isPlaceholder(value) || isTemplate(value)) return encoded;
  const { names, placeholder } = tools;
  const bare = name.replace(/\[\w*\]$/, '');
  const isOpen =
    names.isOpenQuery(bare) && !(bare.length < 3 && isOpaque(value, 20) && (isAsked || !isCommonId(value)));
  if (
    !isOpen &&
    (names.strength(bare) === 'secret' || !isHarmless(bare, withoutPlaceholders(value), isAsked))
  ) {
    if (/^https?:\/\//i.test(value)) return encode(redactWithin(value, tools), encoded);
    return placeholder(
      names.strength(bare) === 'secret' || SIGNED.test(bare) ? kindOf(normalName(bare)) : 'query',
      value,
    );
  }
  const after = /^[a-z]{2,9}:\/\//i.test(value) ? redactWithin(value, tools) : tools.inner(value);
  return after === value ? encoded : encode(after, encoded);
}

/** A URL in the query of another. Deeper than any that leads somewhere it is not looked into, and goes. */
function redactWithin(url: string, tools: UrlTools): string {
  const depth = (tools.depth ?? 0) + 1;
  return depth > DEEPEST ? tools.placeholder('unread', url) : redactUrl(url, { ...tools, depth });
}

const DEEPEST = 20;

/** Values that say nothing under any name: numbers, words, dates, identifiers of things. */
function isHarmless(name: string, value: string, isAsked: boolean): boolean {
  if (SIGNED.test(name)) return false;
  if (/^-?\d{1,10}(?:\.\d+)?$/.test(value)) return !/^(?:code|otp|pin|token)$/i.test(name);
  return (
    !isOpaque(value, 8) ||
    FONTS.test(value) ||
    isIdOfModel(value) ||
    (isCommonId(value) &&
      !(isAsked && value.length >= 32 && !OF_THING.test(name)) &&
      !/code|token|key|sig|ticket|state|auth|hash|appid|pass|secret|session/i.test(name))
  );
}

/** Where mails lead to: whoever has the link resets, confirms or logs in, and what lets them may look like a digest. */
const opensDoor = (path: string): boolean =>
  path.length < 400 &&
  /(?:^|[/_-])(?:reset|recover|recovery|verify|verification|confirm|confirmation|activate|activation|magic|magic-?link|invites?|invitations?|passwordless|unlock|forgot)(?:[/_-][\w-]{1,40}){0,2}\/?$/i.test(
    path,
  );
const OF_THING =
  /id$|^(?:commit|sha\d*|rev|revision|ref|build|version|trace|request|etag|digest|checksum|state)$/i;

/** Families of type and their weights, as servers of fonts take them. */
const FONTS =
  /^[A-Z][A-Za-z ]{1,40}:(?:\d{3}(?:italic|i)?(?:,(?=\d)|(?=$|\|)|\|(?=[A-Z])[A-Za-z ]{1,40}:?)){1,24}$/;
const SIGNED =
  /^(?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|x-goog-signature|x-goog-credential|awsaccesskeyid|googleaccessid|hmac|hdnts|hdnea|policy|key-pair-id|upload_id|samlrequest|samlresponse)$/i;

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  return percentDecoded(text.replaceAll('+', ' ')) ?? text;
}

function encode(after: string, before: string): string {
  return before.includes('%') ? percentEncoded(after) : after;
}
