import { type Edit, kindWithin } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { OWN, type Place, placeUnder } from './json-place.ts';
import { isWhole, redactNumber, redactString, VALUE_KEY } from './json-values.ts';
import { parameterNames } from './parameters.ts';
import { readJson, type JsonNode, type JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';

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
