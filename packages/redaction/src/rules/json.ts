import { type Edit, kindWithin, moved } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { byteListEdits, mayBeText, registeredBytes } from './byte-lists.ts';
import { eventListEdits, isEventList, listsWithin } from './event-lists.ts';
import { isHeadOfMessage, OWN, type Place, placeUnder } from './json-place.ts';
import { nameArgument } from './arguments.ts';
import { columnNames, tableNames } from './json-columns.ts';
import {
  isHeaderList,
  isString,
  isVersionOfSecret,
  LABELLING,
  labelOf,
  placeOfLabel,
  placeOfMembers,
} from './json-labels.ts';
import { Fact, factsOf } from './key-facts.ts';
import { nameWhereabouts, placeOfName, placeOfPerson } from './json-people.ts';
import { isReadWhole, redactNumber, redactString } from './json-values.ts';
import { normalName } from '../names/normal-name.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { personalOf } from '../values/personal.ts';
import { LOG_PROBABILITIES, tokenPieces } from './log-probabilities.ts';
import { isKeyOfBytes } from './number-lists.ts';
import { parameterNames } from './parameters.ts';
import { pieceEdits } from './pieces.ts';
import { redactJoined } from './redact-joined.ts';
import { nameAnswer } from './security-answers.ts';
import { holdsTokens, nameTokens } from './token-lists.ts';
import { toolResults } from './tool-results.ts';
import { type Act, actOf, sayingsOf, typedEdits } from './typed-secrets.ts';
import { readJson, type JsonArray, type JsonNode, type JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';
import { VALUE_KEY } from './secret-members.ts';

/**
 * Edits of a JSON text by its structure: names, pairs of name and value, JWKs, objects that hold
 * credentials, headers in their four shapes; every string goes through all rules too.
 * Undefined when the text is not JSON.
 */
export function jsonEdits(text: string, scan: Scan): Edit[] | undefined {
  if (text.startsWith('"')) return stringEdits(text, scan);
  const root = readJson(text);
  return root === undefined ? undefined : nodeEdits(root, scan);
}

/** A string and nothing else, which may say JSON once more, is read as a list of it. */
function stringEdits(text: string, scan: Scan): Edit[] | undefined {
  const root = text.endsWith('"') && text.includes('\\', 1) ? readJson(`[${text}]`) : undefined;
  if (root?.type !== 'array' || root.items.length > 1) return undefined;
  return nodeEdits(root, scan).map((edit) => moved(edit, -1));
}

interface NodeOptions {
  /** Takes the acts where the text is one of several, for whoever reads them in their order. */
  others?: (acts: Act[]) => void;
  /** How a string is looked at. @default with the scan of the whole text */
  scanOf?: (node: JsonScalar) => Scan;
}

/** Edits of a JSON text that was read. */
export function nodeEdits(
  root: JsonNode,
  scan: Scan,
  { others, scanOf = () => scan }: NodeOptions = {},
): Edit[] {
  const edits: Edit[] = [];
  /** Names that something else in the text gives. */
  const named = new Map<JsonNode, string>();
  const acts: Act[] = [];
  const results = toolResults();
  const streams: JsonNode[][] = [];
  const inStreams = new Set<JsonNode>();
  const todo: [JsonNode, Place][] = [[root, { name: '', secretFor: 0, as: 'value' }]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [node, found] = next;
    const place = placeOf(node, found);
    if (node.type === 'object') walkObject(node.members, place);
    else if (node.type === 'array') walkArray(node, place);
  }
  others?.(acts);
  const continued = eventListEdits(streams, edits, scan);
  const typed = others === undefined && acts.length > 0 ? typedEdits(acts, scan) : [];
  const answered = results.edits(scan);
  return continued.length + typed.length + answered.length === 0
    ? edits
    : [...continued, ...typed, ...answered, ...edits];

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
      replace(key, scanOf(key).inner(key.value));
      if (isJwk && value.type === 'string' && JWK_OPEN.test(key.value) && COORDINATE.test(value.value)) {
        replace(value, scan.rewrite(value.value, scan.own));
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
        label !== undefined && VALUE_KEY.test(key.value) && !isSecretAlone(key.value, label)
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
    if (array.isMeasured === true && holdsRegistered(array)) {
      const found = registeredBytes(array, scan);
      if (found !== undefined) {
        edits.push(found);
        return;
      }
    }
    if (
      array.isMeasured === true &&
      named.size === 0 &&
      scan.names.strength(place.name) !== 'secret' &&
      !holdsRegistered(array)
    )
      return;
    const { items } = array;
    if (isEventList(array) && !inStreams.has(array)) {
      streams.push(items);
      for (const list of listsWithin(items)) inStreams.add(list);
    }
    if (isOutermost(array)) for (const [node, name] of tableNames(items, scan.names)) named.set(node, name);
    const [first, second] = items;
    if (items.some((item) => item.type === 'string' && item.value.includes('PRIVATE KEY-----'))) {
      lines(items);
      for (const item of items) if (item.type !== 'string') visit(item, place);
      return;
    }
    const isPair =
      items.length === 2 &&
      first?.type === 'string' &&
      second?.type === 'string' &&
      !(OF_WORDS.test(place.name) && WORD.test(second.value));
    if (
      isPair &&
      (place.as !== 'value' ||
        (!first.value.includes(':') &&
          scan.names.strength(first.value) !== undefined &&
          !isName(second.value)))
    ) {
      replace(first, scanOf(first).inner(first.value));
      scalar(second, { ...place, ...placeUnder(first.value, place, scan) });
      return;
    }
    if (
      (place.as === 'header' &&
        place.name === '' &&
        items.length % 2 === 0 &&
        items.every((item) => item.type === 'string')) ||
      (place.as === 'value' && isHeaderList(items))
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
    nameArgument(items, named);
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

  /** True for a list around which there is nothing, or one list more, in which a value is looked at. */
  function isOutermost(array: JsonArray): boolean {
    return array === root || (root.type === 'array' && root.items.length === 1 && root.items[0] === array);
  }

  function holdsRegistered({ source = '' }: JsonArray): boolean {
    return scan.rewrite(source, (numbers) => numbers) !== source;
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
        scan.rewrite(
          node.value,
          (value) => redactString(value, place, scanOf(node)),
          isReadWhole(node.value, place),
        ),
      );
    else replace(node, redactNumber(node.value, place, scan));
  }

  function replace(node: JsonScalar, after: string): void {
    if (after === node.value) return;
    const text = JSON.stringify(after);
    edits.push({
      start: node.start,
      end: node.end,
      kind: kindWithin(after, 'json'),
      text: node.isCut === true ? text.slice(0, -1) : text,
    });
  }
}

const ALONE: ReadonlyMap<number, string> = new Map();
const KEY_OF_BYTES =
  /(?:^|_)(?:secret|private|priv|seed|wallet|sign\w*)?_?(?:key_?(?:pair|bytes|data)?|secret|seed|entropy)$|[a-z](?:Key|KeyPair|Seed|Secret)$/i;
const FLAG = /^--?[A-Za-z][\w-]{1,60}$/;
const PASSWORD_FLAG = /^-[pP]$/;
/** No port, file or folder. */
const MADE_UP = /^(?=.*[A-Za-z])(?=.*\d)(?!\S*[/.][A-Za-z])\S{6,200}$/;
/** A list of words, of which one may be the name of a secret. */
const OF_WORDS =
  /(?:^|_|[a-z](?=[A-Z]))(?:key_?words?|tags?|topics?|labels?|categor(?:y|ies)|subjects?|interests?|terms|words|themes?|error[_-]?codes?|errors|warnings|reasons|scopes|permissions)$/i;
const WORD = /^[a-z]+(?:[ -][a-z]+){0,3}$/;
const USER_FLAG = /^(?:-[uU]|--user(?:name)?|--login)$/;
/** Where a Kubernetes `Secret` keeps what it holds. */
const MANIFEST_DATA = /^(?:data|stringData)$/;
/** Of a public key (RFC 7518 §6), which looks like whatever it may. */
const JWK_OPEN = /^[xyn]$/;
const COORDINATE = /^(?:[\w-]{43}|[\w-]{64}|[\w-]{75,76}|[\w-]{86,1400})$/;
const JWK_SECRET = /^(?:d|p|q|dp|dq|qi|k|oth)$/;
