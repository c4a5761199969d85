import { type Edit, kindWithin } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { byteListEdits, mayBeText } from './byte-lists.ts';
import { isHeadOfMessage, OWN, type Place, placeUnder } from './json-place.ts';
import { columnNames } from './json-columns.ts';
import { Fact, factsOf, factsOfKey } from './key-facts.ts';
import { nameWhereabouts, placeOfName, placeOfPerson } from './json-people.ts';
import { redactNumber, redactString } from './json-values.ts';
import { normalName } from '../names/normal-name.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { personalOf } from '../values/personal.ts';
import type { Names } from '../names/names.ts';
import { LOG_PROBABILITIES, tokenPieces } from './log-probabilities.ts';
import { isKeyOfBytes } from './number-lists.ts';
import { parameterNames } from './parameters.ts';
import { pieceEdits } from './pieces.ts';
import { redactJoined } from './redact-joined.ts';
import { nameAnswer } from './security-answers.ts';
import { type Act, actOf, typedEdits } from './typed-secrets.ts';
import { readJson, type JsonArray, type JsonNode, type JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';
import { VALUE_KEY } from './secret-members.ts';

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
  const acts: Act[] = [];
  const todo: [JsonNode, Place][] = [[root, { name: '', secretFor: 0, as: 'value' }]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, found] = next;
    const place = placeOf(node, found);
    if (node.type === 'object') walkObject(node.members, place);
    else if (node.type === 'array') walkArray(node, place);
  }
  return acts.length > 1 ? [...typedEdits(acts, scan), ...edits] : edits;

  function visit(node: JsonNode, place: Place): void {
    if (node.type === 'object' || node.type === 'array') todo.push([node, place]);
    else scalar(node, placeOf(node, place));
  }

  function placeOf(node: JsonNode, found: Place): Place {
    return named.size > 0 && named.has(node) ? { ...found, name: nameOf(node, found.name) } : found;
  }

  /** A secret by its own key, beside a name that tells nothing. */
  function isSecretAlone(key: string, label: string): boolean {
    return scan.names.strength(key) === 'secret' && scan.names.strength(label) === undefined;
  }

  /** What its neighbours tell goes before what its own key tells. */
  function nameOf(node: JsonNode, own: string): string {
    const given = named.get(node);
    return given !== undefined && scan.names.strength(own) === undefined ? given : own;
  }

  function walkObject(members: [JsonScalar, JsonNode][], place: Place): void {
    const facts = factsOf(members);
    const has = (fact: number): boolean => (facts & fact) > 0;
    const own = has(Fact.TYPE | Fact.SCHEMA) ? placeOfMembers(members, place, scan) : place;
    const label = has(LABELLING) ? labelOf(members, scan.names) : undefined;
    const isManifest =
      has(Fact.KIND) && members.some(([key, node]) => key.value === 'kind' && isString(node, 'Secret'));
    if (has(Fact.ROWS)) for (const [node, name] of columnNames(members, scan.names)) named.set(node, name);
    if (has(Fact.ASKING)) for (const [node, name] of parameterNames(members)) named.set(node, name);
    if (has(Fact.ANSWER)) nameAnswer(members, place.name, named);
    nameWhereabouts(members, facts, place.name, named);
    const act = has(Fact.ACTION | Fact.VERB) ? actOf(members) : undefined;
    if (act !== undefined) acts.push(act);
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
    const isVersion = has(Fact.METADATA) && isVersionOfSecret(members);
    for (const [key, value] of members) {
      if (has(Fact.LOG_PROBABILITIES) && LOG_PROBABILITIES.test(key.value))
        edits.push(...pieceEdits(tokenPieces(value), ALONE, scan));
      replace(key, scan.inner(key.value));
      const inner =
        isJwk && JWK_SECRET.test(key.value)
          ? { ...own, name: 'jwk_private_key', secretFor: 0 }
          : isWrapped || (value.type === 'object' && isHeadOfMessage(key.value, value.members))
            ? { ...own, name: isWrapped ? own.name : key.value }
            : placeUnder(key.value, own, scan);
      const labelled =
        label !== undefined && VALUE_KEY.test(key.value) && !isSecretAlone(key.value, label)
          ? { ...inner, ...placeOfLabel(label, place, scan), name: label }
          : (label === 'secret' && key.value === 'payload') || (isVersion && key.value === 'data')
            ? { ...inner, secretFor: OWN }
            : inner;
      const told = hasSurname ? placeOfName(key.value, labelled, isGiven) : labelled;
      visit(value, isPerson || isParty ? placeOfPerson(key.value, told) : told);
      if (isManifest && MANIFEST_DATA.test(key.value) && value.type === 'object')
        for (const [, node] of value.members) named.set(node, 'secret');
    }
  }

  function walkArray(array: JsonArray, place: Place): void {
    if (array.isMeasured === true && isKeyList(array, place)) {
      const [first, last] = [array.items[0], array.items.at(-1)];
      if (first !== undefined && last !== undefined && 'start' in first && 'end' in last)
        edits.push({
          start: first.start,
          end: last.end,
          kind: 'key',
          text: JSON.stringify(
            scan.placeholder('key', array.items.map((item) => ('value' in item ? item.value : '')).join(',')),
          ),
        });
      return;
    }
    if (array.isMeasured === true && mayBeText(array)) {
      const found = byteListEdits(array, scan);
      if (found.length > 0) {
        edits.push(...found);
        return;
      }
    }
    if (array.isMeasured === true && named.size === 0 && scan.names.strength(place.name) !== 'secret') return;
    const { items } = array;
    const [first, second] = items;
    if (items.some((item) => item.type === 'string' && item.value.includes('PRIVATE KEY-----'))) {
      lines(items);
      for (const item of items) if (item.type !== 'string') visit(item, place);
      return;
    }
    const isPair = items.length === 2 && first?.type === 'string' && second?.type === 'string';
    if (
      isPair &&
      (place.as !== 'value' ||
        (!first.value.includes(':') &&
          scan.names.strength(first.value) !== undefined &&
          !isName(second.value)))
    ) {
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
    if (first?.type === 'string' && first.value === 'AUTH' && items.length < 4) {
      const password = items.at(-1);
      // as clients of Redis log what they send
      if (password?.type === 'string' && (isPasswordLike(password.value) || isOpaque(password.value, 8)))
        named.set(password, 'password');
    }
    let user: boolean | undefined;
    const namesUser = (): boolean =>
      (user ??= items.some((item) => item.type === 'string' && USER_FLAG.test(item.value)));
    items.forEach((item, index) => {
      const before = items[index - 1];
      if (before?.type === 'string' && FLAG.test(before.value) && item.type === 'string')
        follow(before, item, place);
      else if (
        before?.type === 'string' &&
        PASSWORD_FLAG.test(before.value) &&
        item.type === 'string' &&
        namesUser() &&
        MADE_UP.test(item.value)
      )
        scalar(item, { ...place, name: 'password' });
      else if (
        isPair &&
        item.type === 'string' &&
        index === 1 &&
        place.secretFor > 0 &&
        scan.names.holdsSecrets(place.name)
      )
        scalar(item, { ...place, name: 'password' });
      else visit(item, place);
    });
  }

  /** A key as its bytes: as wallets keep it in a file of nothing else, or under a telling name. */
  function isKeyList(array: JsonArray, { name }: Place): boolean {
    const isNamed = scan.names.strength(name) === 'secret';
    if (array !== root && !isNamed && !KEY_OF_BYTES.test(name)) return false;
    const bytes = array.items.map((item) => (item.type === 'number' ? Number(item.value) : -1));
    if (isNamed && bytes.length >= 6 && bytes.every((byte) => byte >= 0 && byte < 256)) return true;
    return isKeyOfBytes(bytes) && (array !== root || bytes.length === 64);
  }

  /** A key in a list of its lines. */
  function lines(items: JsonNode[]): void {
    const texts = items.filter((item): item is JsonScalar => item.type === 'string');
    const after = redactJoined(
      texts.map(({ value }) => `${value}\n`),
      scan,
    );
    for (const [index, item] of texts.entries()) replace(item, (after[index] ?? '').replace(/\n$/, ''));
  }

  /** Two names beside each other are a list of names. */
  function isName(value: string): boolean {
    return /^[a-z][a-z_]*$/.test(value) && scan.names.strength(value) !== undefined;
  }

  /** A value whose name is the item before it. */
  function follow(name: JsonNode | undefined, item: JsonNode, place: Place): void {
    if (name?.type === 'string')
      visit(item, { ...place, ...placeUnder(name.value.replace(/^-+/, ''), place, scan) });
  }

  function scalar(node: JsonScalar, place: Place): void {
    if (node.type === 'literal' || isPlaceholder(node.value)) return;
    if (node.type === 'string')
      replace(
        node,
        scan.rewrite(node.value, (value) => redactString(value, place, scan)),
      );
    else replace(node, redactNumber(node.value, place, scan));
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
      (factsOfKey(key) & Fact.SCHEMA) > 0,
  );
  if (isSchema) return { ...place, secretFor: 0 };
  const isSecret = members.some(
    ([{ value: key }, node]) =>
      key === 'type' && node.type === 'string' && names.strength(node.value) === 'secret',
  );
  return isSecret && place.as === 'value' ? { ...place, secretFor: OWN } : place;
}

const ALONE: ReadonlyMap<number, string> = new Map();
const SCHEMA_TYPE = /^(?:string|number|integer|boolean|object|array|null)$/;
const KEY_OF_BYTES =
  /(?:^|_)(?:secret|private|priv|seed|wallet|sign\w*)?_?(?:key_?(?:pair|bytes|data)?|secret|seed|entropy)$|[a-z](?:Key|KeyPair|Seed|Secret)$/i;
const FLAG = /^--?[A-Za-z][\w-]{1,60}$/;
const PASSWORD_FLAG = /^-[pP]$/;
/** No port, file or folder. */
const MADE_UP = /^(?=.*[A-Za-z])(?=.*\d)(?!\S*[/.][A-Za-z])\S{6,200}$/;
const USER_FLAG = /^(?:-[uU]|--user(?:name)?|--login)$/;
/** As Vault's key-value engine answers (its version 2): the data beside when it was made and whether it is destroyed. */
const isVersionOfSecret = (members: readonly [JsonScalar, JsonNode][]): boolean =>
  members.some(
    ([{ value: key }, node]) =>
      key === 'metadata' &&
      node.type === 'object' &&
      node.members.some(([name]) => name.value === 'destroyed'),
  );
/** Where a Kubernetes `Secret` keeps what it holds. */
const MANIFEST_DATA = /^(?:data|stringData)$/;
const isString = (node: JsonNode, value: string): boolean => node.type === 'string' && node.value === value;
const JWK_SECRET = /^(?:d|p|q|dp|dq|qi|k|oth)$/;
const LABELLING = Fact.SENSITIVE | Fact.EXPIRY | Fact.ANY_TYPE | Fact.IDENTITY | Fact.LABEL;
const LABEL_TYPE = /^(?:password|secret|secret_?text|secure_?string|api_?key|otp|credentials?)$/i;
/** Names of secrets in the managers of Azure, Google, and AWS. */
const SECRET_ID = /(?:^|[/:])secrets?[/:](?!$)/;

function labelOf(members: [JsonScalar, JsonNode][], names: Names): string | undefined {
  let label: string | undefined;
  for (const [{ value: key }, node] of members) {
    const facts = factsOfKey(key);
    if ((facts & LABELLING) === 0) continue;
    // an output of Terraform's or Pulumi's
    if ((facts & Fact.SENSITIVE) > 0 && node.type === 'literal' && node.value === 'true') return 'secret';
    if ((facts & Fact.EXPIRY) > 0) label ??= 'access_token';
    if (node.type !== 'string') continue;
    if ((facts & Fact.ANY_TYPE) > 0 && LABEL_TYPE.test(node.value)) return 'secret';
    if ((facts & Fact.IDENTITY) > 0 && SECRET_ID.test(node.value)) return 'secret';
    if (key === 'system') {
      const last = /[\w-]+$/.exec(node.value)?.[0];
      if (last !== undefined && names.strength(last) !== undefined) label ??= last;
    } else if ((facts & Fact.LABEL) > 0)
      label ??= node.value.replace(/[ _-](?:field|input|box|text ?box)$/i, '');
  }
  return label;
}

function placeOfLabel(label: string, place: Place, scan: Scan): Partial<Place> {
  return place.as === 'value' ? {} : placeUnder(label, place, scan);
}
