import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { nameArgument } from './arguments.ts';
import { byteListEdits, mayBeText, registeredBytes } from './byte-lists.ts';
import { isEventList, listsWithin } from './event-lists.ts';
import { tableNames } from './json-columns.ts';
import { isHeaderList } from './json-labels.ts';
import { type Place, placeUnder } from './json-place.ts';
import type { JsonWalk } from './json-walk.ts';
import { isKeyOfBytes } from './number-lists.ts';
import type { JsonArray, JsonNode, JsonScalar } from './read-json.ts';
import { redactJoined } from './redact-joined.ts';
import type { Scan } from './rule.ts';

/** Edits of a list's items, and which of them are to be visited. */
export function walkArray(walk: JsonWalk, array: JsonArray, place: Place): void {
  const { scan, scanOf, edits, named, streams, inStreams } = walk;
  if (array.isMeasured === true && isKeyList(walk, array, place)) {
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
  if (array.isMeasured === true && holdsRegistered(scan, array)) {
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
    !holdsRegistered(scan, array)
  )
    return;
  const { items } = array;
  if (isEventList(array) && !inStreams.has(array)) {
    streams.push(items);
    for (const list of listsWithin(items)) inStreams.add(list);
  }
  if (isOutermost(walk, array))
    for (const [node, name] of tableNames(items, scan.names)) named.set(node, name);
  const [first, second] = items;
  if (items.some((item) => item.type === 'string' && item.value.includes('PRIVATE KEY-----'))) {
    lines(walk, items);
    for (const item of items) if (item.type !== 'string') walk.visit(item, place);
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
        !isName(scan, second.value)))
  ) {
    walk.replace(first, scanOf(first).inner(first.value));
    walk.scalar(second, { ...place, ...placeUnder(first.value, place, scan) });
    return;
  }
  if (
    (place.as === 'header' &&
      place.name === '' &&
      items.length % 2 === 0 &&
      items.every((item) => item.type === 'string')) ||
    (place.as === 'value' && isHeaderList(items))
  ) {
    items.forEach((item, index) => index % 2 === 1 && walk.follow(items[index - 1], item, place));
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
      walk.follow(before, item, place);
    else if (
      before?.type === 'string' &&
      PASSWORD_FLAG.test(before.value) &&
      item.type === 'string' &&
      namesUser() &&
      MADE_UP.test(item.value)
    )
      walk.scalar(item, { ...place, name: 'password' });
    else if (
      isPair &&
      item.type === 'string' &&
      index === 1 &&
      place.secretFor > 0 &&
      scan.names.holdsSecrets(place.name)
    )
      walk.scalar(item, { ...place, name: 'password' });
    else walk.visit(item, place);
  });
}

/** True for a list around which there is nothing, or one list more, in which a value is looked at. */
function isOutermost({ root }: JsonWalk, array: JsonArray): boolean {
  return array === root || (root.type === 'array' && root.items.length === 1 && root.items[0] === array);
}

function holdsRegistered(scan: Scan, { source = '' }: JsonArray): boolean {
  return scan.rewrite(source, (numbers) => numbers) !== source;
}

/** A key as its bytes: as wallets keep it in a file of nothing else, or under a telling name. */
function isKeyList({ root, scan }: JsonWalk, array: JsonArray, { name }: Place): boolean {
  const isNamed = scan.names.strength(name) === 'secret';
  if (array !== root && !isNamed && !KEY_OF_BYTES.test(name)) return false;
  const bytes = array.items.map((item) => (item.type === 'number' ? Number(item.value) : -1));
  if (isNamed && bytes.length >= 6 && bytes.every((byte) => byte >= 0 && byte < 256)) return true;
  return isKeyOfBytes(bytes) && (array !== root || bytes.length === 64);
}

/** A key in a list of its lines. */
function lines(walk: JsonWalk, items: JsonNode[]): void {
  const texts = items.filter((item): item is JsonScalar => item.type === 'string');
  const after = redactJoined(
    texts.map(({ value }) => `${value}\n`),
    walk.scan,
  );
  for (const [index, item] of texts.entries()) walk.replace(item, (after[index] ?? '').replace(/\n$/, ''));
}

/** Two names beside each other are a list of names. */
function isName(scan: Scan, value: string): boolean {
  return /^[a-z][a-z_]*$/.test(value) && scan.names.strength(value) !== undefined;
}

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
