import type { Names } from '../names/names.ts';
import { OWN, type Place, placeUnder } from './json-place.ts';
import { Fact, factsOfKey } from './key-facts.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';

/** A schema speaks of secrets; an object of a telling type, such as `random_password`, holds one. */
export function placeOfMembers(members: [JsonScalar, JsonNode][], place: Place, { names }: Scan): Place {
  const isSchema = members.some(
    ([{ value: key }, node]) =>
      (key === 'type' && node.type === 'string' && SCHEMA_TYPE.test(node.value)) ||
      (factsOfKey(key) & Fact.SCHEMA) > 0,
  );
  if (isSchema) return { ...place, secretFor: 0 };
  const isSecret = members.some(
    ([{ value: key }, node]) =>
      key === 'type' && node.type === 'string' && names.strength(node.value) === 'secret',
  );
  return isSecret && place.as === 'value' ? { ...place, secretFor: OWN } : place;
}

const SCHEMA_TYPE = /^(?:string|number|integer|boolean|object|array|null)$/;

/** As Vault's key-value engine answers (its version 2): the data beside when it was made and whether it is destroyed. */
export const isVersionOfSecret = (members: readonly [JsonScalar, JsonNode][]): boolean =>
  members.some(
    ([{ value: key }, node]) =>
      key === 'metadata' &&
      node.type === 'object' &&
      node.members.some(([name]) => name.value === 'destroyed'),
  );

export const isString = (node: JsonNode, value: string): boolean =>
  node.type === 'string' && node.value === value;

/** What a member has to tell for its object to have a label. */
export const LABELLING = Fact.SENSITIVE | Fact.EXPIRY | Fact.ANY_TYPE | Fact.IDENTITY | Fact.LABEL;
const LABEL_TYPE = /^(?:password|secret|secret_?text|secure_?string|api_?key|otp|credentials?)$/i;
/** Names of secrets in the managers of Azure, Google, and AWS. */
const SECRET_ID = /(?:^|[/:])secrets?[/:](?!$)/;

/** What an object's other members name its value as: an output marked sensitive, a token that expires, a label. */
export function labelOf(members: [JsonScalar, JsonNode][], names: Names): string | undefined {
  let label: string | undefined;
  for (const [{ value: key }, node] of members) {
    const facts = factsOfKey(key);
    if ((facts & LABELLING) === 0) continue;
    // an output of Terraform's or Pulumi's
    if ((facts & Fact.SENSITIVE) > 0 && node.type === 'literal' && node.value === 'true') return 'secret';
    if ((facts & Fact.EXPIRY) > 0) label ??= 'token';
    if (node.type !== 'string') continue;
    if ((facts & Fact.ANY_TYPE) > 0 && LABEL_TYPE.test(node.value)) return 'secret';
    if ((facts & Fact.IDENTITY) > 0 && SECRET_ID.test(node.value)) return 'secret';
    if (key === 'system') {
      const last = /(?<![\w-])[\w-]+$/.exec(node.value)?.[0];
      if (last !== undefined && names.strength(last) !== undefined) label ??= last;
    } else if ((facts & Fact.LABEL) > 0)
      label ??= node.value.replace(/[ _-](?:field|input|box|text ?box)$/i, '');
  }
  return label;
}

export function placeOfLabel(label: string, place: Place, scan: Scan): Partial<Place> {
  return place.as === 'value' ? {} : placeUnder(label, place, scan);
}

/** Names of headers and their values in turn, as Node gives them. */
export function isHeaderList(items: readonly JsonNode[]): boolean {
  if (items.length < 4 || items.length % 2 > 0) return false;
  let isTelling = false;
  for (const [index, item] of items.entries()) {
    if (item.type !== 'string' || (index % 2 === 0 && !HEADER.test(item.value))) return false;
    if (index % 2 === 0) isTelling ||= item.value.includes('-');
  }
  // a list of nothing but names
  return (
    isTelling &&
    items.some((item, index) => index % 2 === 1 && item.type === 'string' && !HEADER.test(item.value))
  );
}
const HEADER = /^[A-Za-z][A-Za-z\d]{0,20}(?:-[A-Za-z\d]{1,20}){0,5}$/;
