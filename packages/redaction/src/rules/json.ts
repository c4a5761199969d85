import { type Edit, kindWithin } from '../edit.ts';
import { normalName } from '../names/normal-name.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { judgeNamed } from '../values/judge.ts';
import { kindOf } from '../values/kind-of.ts';
import { isPlaceholder } from '../placeholder.ts';
import { redactHeader } from '../values/redact-header.ts';
import { redactPairs, redactUrl } from '../values/redact-url.ts';
import { parameterNames } from './parameters.ts';
import { readJson, type JsonNode, type JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';

/** What the place of a value says about it. */
interface Place {
  /** The name that it stands under, through arrays. */
  name: string;
  /** Levels left in which an object's values are secrets because of its name. */
  secretFor: number;
  as: 'value' | 'header' | 'query' | 'cookie';
}

/**
 * Edits of a JSON text by its structure: names, pairs of name and value, JWKs, objects that hold
 * credentials, headers in their four shapes; every string goes through all rules too.
 * Undefined when the text is not JSON.
 */
export function jsonEdits(text: string, scan: Scan): Edit[] | undefined {
  const root = readJson(text);
  return root === undefined ? undefined : nodeEdits(root, scan);
}

/** Edits of a JSON text that was read. */
export function nodeEdits(root: JsonNode, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  /** Names that something else in the text gives. */
  const named = new Map<JsonNode, string>();
  const todo: [JsonNode, Place][] = [[root, { name: '', secretFor: 0, as: 'value' }]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, found] = next;
    const place = named.has(node) ? { ...found, name: nameOf(node, found.name) } : found;
    if (node.type === 'object') walkObject(node.members, place);
    else if (node.type === 'array') walkArray(node.items, place);
    else scalar(node, place);
  }
  return edits;

  /** What its neighbours tell goes before what its own key tells. */
  function nameOf(node: JsonNode, own: string): string {
    const given = named.get(node);
    return given !== undefined && scan.names.strength(own) === undefined ? given : own;
  }

  function walkObject(members: [JsonScalar, JsonNode][], place: Place): void {
    const own = placeOfMembers(members, place, scan);
    const label = labelOf(members);
    const isManifest = members.some(([key, node]) => key.value === 'kind' && isString(node, 'Secret'));
    const parameters = parameterNames(members);
    for (const [node, name] of parameters) named.set(node, name);
    const isJwk = members.some(([key]) => key.value === 'kty');
    const isWrapped = members.length === 1 && WRAPPER.test(members[0]?.[0].value ?? '');
    for (const [key, value] of members) {
      replace(key, scan.inner(key.value));
      const inner =
        isJwk && JWK_SECRET.test(key.value)
          ? { ...own, name: 'jwk_private_key', secretFor: 0 }
          : isWrapped
            ? own
            : placeUnder(key.value, own, scan);
      const labelled =
        label !== undefined && VALUE_KEY.test(key.value)
          ? { ...inner, ...placeOfLabel(label, place, scan), name: label }
          : inner;
      todo.push([value, labelled]);
      if (isManifest && MANIFEST_DATA.test(key.value) && value.type === 'object')
        for (const [, node] of value.members) named.set(node, 'secret');
    }
  }

  function walkArray(items: JsonNode[], place: Place): void {
    const [first, second] = items;
    const isPair = items.length === 2 && first?.type === 'string' && second?.type === 'string';
    if (isPair && (place.as !== 'value' || scan.names.strength(first.value) !== undefined)) {
      replace(first, scan.inner(first.value));
      scalar(second, { ...place, ...placeUnder(first.value, place, scan) });
      return;
    }
    if (
      place.as === 'header' &&
      place.name === '' &&
      items.length % 2 === 0 &&
      items.every((item) => item.type === 'string')
    ) {
      items.forEach((item, index) => index % 2 === 1 && follow(items[index - 1], item, place));
      return;
    }
    items.forEach((item, index) => {
      const before = items[index - 1];
      if (before?.type === 'string' && FLAG.test(before.value) && item.type === 'string')
        follow(before, item, place);
      else if (
        isPair &&
        item.type === 'string' &&
        index === 1 &&
        place.secretFor > 0 &&
        scan.names.holdsSecrets(place.name)
      )
        scalar(item, { ...place, name: 'password' });
      else todo.push([item, place]);
    });
  }

  /** A value whose name is the item before it. */
  function follow(name: JsonNode | undefined, item: JsonNode, place: Place): void {
    if (name?.type === 'string')
      todo.push([item, { ...place, ...placeUnder(name.value.replace(/^-+/, ''), place, scan) }]);
  }

  function scalar(node: JsonScalar, place: Place): void {
    if (node.type === 'literal' || isPlaceholder(node.value)) return;
    if (node.type === 'string') replace(node, redactString(node.value, place, scan));
    else if (node.value.length > 2 && isWhole(node.value))
      replace(node, redactNumber(node.value, place, scan));
  }

  function replace(node: JsonScalar, after: string): void {
    if (after !== node.value)
      edits.push({
        start: node.start,
        end: node.end,
        kind: kindWithin(after, 'json'),
        text: JSON.stringify(after),
      });
  }
}

function placeUnder(key: string, { secretFor, as }: Place, { names }: Scan): Place {
  const normal = PLACES.test(key) ? normalName(key) : '';
  if (HEADERS.test(normal)) return { name: '', secretFor: 0, as: 'header' };
  if (QUERY.test(normal)) return { name: '', secretFor: 0, as: 'query' };
  if (COOKIES.test(normal)) return { name: key, secretFor: 0, as: 'cookie' };
  return {
    name: key,
    secretFor: as === 'value' && names.holdsSecrets(key) ? OWN : Math.max(0, secretFor - 1),
    as,
  };
}

/** Levels for which a telling name holds; the first is the named value itself, which is judged by its name. */
const OWN = 4;
/** Most keys are none of the three. */
const PLACES = /header|quer|param|cookie/i;
const HEADERS = /^(?:\w+_)?headers?$/;
const QUERY = /^(?:query_?string|query_?params?|url_?params?|search_?params?|query_?parameters)$/;
const COOKIES = /^(?:\w+_)?cookies$/;

/** A schema speaks of secrets; an object of a telling type, such as `random_password`, holds one. */
function placeOfMembers(members: [JsonScalar, JsonNode][], place: Place, { names }: Scan): Place {
  const isSchema = members.some(
    ([{ value: key }, node]) =>
      (key === 'type' && node.type === 'string' && SCHEMA_TYPE.test(node.value)) ||
      key === '$ref' ||
      key === 'anyOf' ||
      key === 'properties',
  );
  if (isSchema) return { ...place, secretFor: 0 };
  const isSecret = members.some(
    ([{ value: key }, node]) =>
      key === 'type' && node.type === 'string' && names.strength(node.value) === 'secret',
  );
  return isSecret && place.as === 'value' ? { ...place, secretFor: OWN } : place;
}

/** The type of a value, where DynamoDB, Firestore and Protobuf name it in place of the value's name. */
const WRAPPER = /^(?:S|N|string_?[Vv]alue|\$string)$/;
const SCHEMA_TYPE = /^(?:string|number|integer|boolean|object|array|null)$/;
const FLAG = /^--?[A-Za-z][\w-]{1,60}$/;
/** Where a Kubernetes `Secret` keeps what it holds. */
const MANIFEST_DATA = /^(?:data|stringData)$/;
const isString = (node: JsonNode, value: string): boolean => node.type === 'string' && node.value === value;
const JWK_SECRET = /^(?:d|p|q|dp|dq|qi|k|oth)$/;
const LABEL_KEY =
  /^(?:name|key|header|field|field_?name|param|parameter|variable|property|attribute|label|setting|option|n|selector|element|target|placeholder|input_?name|aria_?label|locator|question|claim|attribute_?name|Name|Key|Id)$/;
const VALUE_KEY =
  /^(?:value|val|content|contents|data|v|text|secret|default_?value|example|string_?value|current_?value|initial_?value|Value|SecretString|ParameterValue)$/i;

const SENSITIVE = /^(?:sensitive|isSecret|is_secret|secret|masked|encrypted)$/;
/** What expires beside a value that looks random is a token. */
const EXPIRY = /^(?:expires_?(?:at|in)|expiration)$/i;
const LABEL_TYPE = /^(?:password|secret|secret_?text|secure_?string|api_?key|otp|credentials?)$/i;
/** Names of secrets in the managers of Azure, Google, and AWS. */
const SECRET_ID = /(?:^|[/:])secrets?[/:](?!$)/;

function labelOf(members: [JsonScalar, JsonNode][]): string | undefined {
  let label: string | undefined;
  for (const [{ value: key }, node] of members) {
    // an output of Terraform's or Pulumi's
    if (SENSITIVE.test(key) && node.type === 'literal' && node.value === 'true') return 'secret';
    if (EXPIRY.test(key)) label ??= 'access_token';
    if (node.type !== 'string') continue;
    if (/^type$/i.test(key) && LABEL_TYPE.test(node.value)) return 'secret';
    if (/^(?:id|name|arn)$/i.test(key) && SECRET_ID.test(node.value)) return 'secret';
    if (LABEL_KEY.test(key)) label ??= node.value.replace(/[ _-](?:field|input|box|text ?box)$/i, '');
  }
  return label;
}

function placeOfLabel(label: string, place: Place, scan: Scan): Partial<Place> {
  return place.as === 'value' ? {} : placeUnder(label, place, scan);
}

function redactString(value: string, place: Place, scan: Scan): string {
  const { name, as } = place;
  if (value.length < 2) return value;
  if (as === 'header' && name !== '') return redactHeader(name, value, scan);
  if (as === 'cookie')
    return NOT_COOKIE.test(name) || isBenign(value)
      ? scan.inner(value)
      : value.includes('=') && name.endsWith('ookies')
        ? scan.inner(value)
        : scan.placeholder('cookie', value);
  if (as === 'query' && name !== '') return redactQueryValue(name, value, scan);
  if (/(?:^|_)(?:ur[li]|href|link|endpoint|location)$/i.test(name) && value.includes('?'))
    return scan.inner(redactUrl(value, { ...scan, inner: (text) => text }));
  const kind = name === 'jwk_private_key' ? 'private_key' : judgeNamed(scan.names, name, value);
  if (kind !== undefined) return redactWhole(kind, name, value, scan);
  if (isUserPass(name, value)) return scan.placeholder('authorization', value);
  if (place.secretFor > 0 && place.secretFor < OWN && isSecretMember(name, value, scan))
    return scan.placeholder(kindOf(normalName(name)), value);
  return scan.inner(value);
}

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
    if (after !== value) return after;
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
function isUserPass(name: string, value: string): boolean {
  if (!/^_?auth$/i.test(name) || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value)) return false;
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'));
}

function isSecretMember(name: string, value: string, { names }: Scan): boolean {
  if (
    isBenign(value) ||
    isProse(value) ||
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
  return isOpaque(value, 6);
}

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

function redactNumber(value: string, place: Place, scan: Scan): string {
  const kind = scan.names.strength(place.name) === 'secret' ? kindOf(normalName(place.name)) : undefined;
  if (kind !== undefined && /^\d{3,19}$/.test(value) && /code|personal|phone|password|secret/.test(kind))
    return scan.placeholder(kind, value);
  return /^\d{13,19}$/.test(value) ? scan.inner(value) : value;
}
