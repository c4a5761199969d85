import { nameAnswer } from './security-answers.ts';
import { normalName } from '../names/normal-name.ts';
import { personalOf } from '../values/personal.ts';
import { columnNames } from './json-columns.ts';
import {
  isString,
  isVersionOfSecret,
  LABELLING,
  labelOf,
  placeOfLabel,
  placeOfMembers,
} from './json-labels.ts';
import { nameWhereabouts, placeOfName, placeOfPerson } from './json-people.ts';
import { isHeadOfMessage, OWN, type Place, placeUnder } from './json-place.ts';
import type { JsonWalk } from './json-walk.ts';
import { Fact, factsOf } from './key-facts.ts';
import { LOG_PROBABILITIES, tokenPieces } from './log-probabilities.ts';
import { parameterNames } from './parameters.ts';
import { pieceEdits } from './pieces.ts';
import type { JsonNode, JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';
import { VALUE_KEY } from './secret-members.ts';
import { holdsTokens, nameTokens } from './token-lists.ts';
import { actOf, sayingsOf } from './typed-secrets.ts';

/** Edits of an object's members, and where its own objects and lists are to be visited. */
export function walkObject(walk: JsonWalk, members: [JsonScalar, JsonNode][], place: Place): void {
  const { scan, scanOf, edits, named, acts, results } = walk;
  const facts = factsOf(members);
  const has = (fact: number): boolean => (facts & fact) > 0;
  const own = has(Fact.TYPE | Fact.SCHEMA) ? placeOfMembers(members, place, scan) : place;
  const label = has(LABELLING) ? labelOf(members, scan.names) : undefined;
  const isManifest =
    has(Fact.KIND) && members.some(([key, node]) => key.value === 'kind' && isString(node, 'Secret'));
  if (has(Fact.ROWS)) for (const [node, name] of columnNames(members, scan.names)) named.set(node, name);
  if (has(Fact.ASKING)) for (const [node, name] of parameterNames(members)) named.set(node, name);
  if (has(Fact.ANSWER)) nameAnswer(members, place.name, named);
  if (holdsTokens(place.name)) nameTokens(members, named);
  nameWhereabouts(members, facts, place.name, named);
  const act = has(Fact.ACTION | Fact.VERB) ? actOf(members) : undefined;
  if (has(Fact.SAYING)) acts.push(...sayingsOf(members, act));
  if (act !== undefined) acts.push(act);
  if (has(Fact.ACTION | Fact.RESULT)) results.see(members, has(Fact.RESULT));
  const isPerson = has(Fact.PERSON);
  const isParty = personalOf(normalName(place.name)) === 'party';
  const isGiven = has(Fact.GIVEN);
  const hasSurname = has(Fact.SURNAME);
  const isJwk = has(Fact.KTY);
  // Node's way to write bytes
  const isBuffer =
    members.length === 2 &&
    has(Fact.TYPE) &&
    members.some(([{ value: key }, node]) => key === 'type' && isString(node, 'Buffer'));
  const isWrapped = isBuffer || (members.length === 1 && has(Fact.WRAPPER));
  /** `{"apiKey": {"value": "…", "type": "string"}}` */
  const isValueOfOwner = (key: string): boolean =>
    key === 'value' && label === undefined && scan.names.strength(own.name) !== undefined;
  const isVersion = has(Fact.METADATA) && isVersionOfSecret(members);
  for (const [key, value] of members) {
    if (has(Fact.LOG_PROBABILITIES) && LOG_PROBABILITIES.test(key.value))
      edits.push(...pieceEdits(tokenPieces(value), ALONE, scan));
    walk.replace(key, scanOf(key).inner(key.value));
    if (isJwk && value.type === 'string' && JWK_OPEN.test(key.value) && COORDINATE.test(value.value)) {
      walk.replace(value, scan.rewrite(value.value, scan.own));
      continue;
    }
    const inner =
      isJwk && JWK_SECRET.test(key.value)
        ? { ...own, name: 'jwk_private_key', secretFor: 0 }
        : isWrapped ||
            isValueOfOwner(key.value) ||
            (value.type === 'object' && isHeadOfMessage(key.value, value.members))
          ? { ...own, name: isWrapped || key.value === 'value' ? own.name : key.value }
          : placeUnder(key.value, own, scan);
    const labelled =
      label !== undefined && VALUE_KEY.test(key.value) && !isSecretAlone(scan, key.value, label)
        ? {
            ...inner,
            ...placeOfLabel(label, place, scan),
            // as Postman lists the parts of a key: `apikey: [{key: "value", value: "…"}]`
            name: label === 'value' ? place.name : label,
          }
        : (label === 'secret' && key.value === 'payload') || (isVersion && key.value === 'data')
          ? { ...inner, secretFor: OWN }
          : inner;
    const told = hasSurname ? placeOfName(key.value, labelled, isGiven) : labelled;
    walk.visit(value, isPerson || isParty ? placeOfPerson(key.value, told) : told);
    if (isManifest && MANIFEST_DATA.test(key.value) && value.type === 'object')
      for (const [, node] of value.members) named.set(node, 'secret');
  }
}

/** A secret by its own key, beside a name that tells nothing. */
function isSecretAlone(scan: Scan, key: string, label: string): boolean {
  return scan.names.strength(key) === 'secret' && scan.names.strength(label) === undefined;
}

const ALONE: ReadonlyMap<number, string> = new Map();
/** Where a Kubernetes `Secret` keeps what it holds. */
const MANIFEST_DATA = /^(?:data|stringData)$/;
/** Of a public key (RFC 7518 §6), which looks like whatever it may. */
const JWK_OPEN = /^[xyn]$/;
const COORDINATE = /^(?:[\w-]{43}|[\w-]{64}|[\w-]{75,76}|[\w-]{86,1400})$/;
const JWK_SECRET = /^(?:d|p|q|dp|dq|qi|k|oth)$/;
