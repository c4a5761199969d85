import type { Edit } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { isBenign } from '../values/is-benign.ts';
import { Fact, factsOfKey, VERB } from './key-facts.ts';
import { readJson, type JsonNode, type JsonScalar } from './read-json.ts';
import type { Scan } from './rule.ts';

type Members = readonly [JsonScalar, JsonNode][];

/** What an agent did to a page, where it stands in the document, and with what. */
export interface Act {
  at: number;
  verb: 'focus' | 'type' | 'other';
  /** Its target and whatever else it is given. */
  given: Members;
}

/** The act that an object tells of, as `{action: "click", …}`, `{name: "browser_type", input: {…}}`, or `{click: {…}}`. */
export function actOf(members: Members): Act | undefined {
  for (const [{ value: key, start }, node] of members) {
    if (node.type !== 'string' && node.type !== 'object') continue;
    const facts = factsOfKey(key);
    if ((facts & (node.type === 'string' ? Fact.ACTION : Fact.VERB)) === 0) continue;
    const verb = verbOf(node.type === 'string' ? node.value : key);
    // what OpenAI calls a part of a prompt
    if (verb === undefined || (key === 'type' && node.type === 'string' && node.value === 'input_text'))
      continue;
    return { at: start, verb, given: node.type === 'object' ? node.members : members };
  }
  return undefined;
}

function verbOf(said: string): Act['verb'] | undefined {
  if (said.length > 40 || !VERB.test(said)) return undefined;
  if (FOCUS.test(said)) return 'focus';
  return TYPE.test(said) ? 'type' : 'other';
}

const FOCUS =
  /^(?:[a-z]{2,12}[_.])?(?:left_|double_|triple_)?(?:click|tap|focus)(?:_?(?:element|on|at|field|input))?(?:_by_\w{2,10})?$/i;
const TYPE =
  /^(?:[a-z]{2,12}[_.])?(?:(?:type|input|enter|insert|fill|keyboard_type)(?:_?(?:text|keys|value|in|into))?|send_?keys|set_?(?:value|text))$/i;

/** Edits of what is typed straight after a field for a password was clicked or focused. */
export function typedEdits(acts: readonly Act[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  let isFocused = false;
  for (const { verb, given } of acts.toSorted((one, other) => one.at - other.at)) {
    if (verb === 'type' && isFocused) edits.push(...textEdits(given, scan));
    isFocused = verb === 'focus' && isOnSecret(given);
  }
  return edits;
}

const isOnSecret = (given: Members): boolean =>
  withArguments(given).some(
    ([{ value: key }, node]) =>
      node.type === 'string' &&
      verbOf(node.value) === undefined &&
      node.value.length <= LONGEST_TARGET &&
      (factsOfKey(key) & Fact.LINK) === 0 &&
      FIELD.test(node.value) &&
      !OTHER.test(node.value) &&
      isOfField(key, node.value),
  );

/** Words may be about a password: only those that name the field, or say that they are of one, count. */
function isOfField(key: string, target: string): boolean {
  if (SELECTOR.test(target) || CAPTION.test(target)) return true;
  return !SAID.test(key) && (!/\s/.test(target) || CONTROL.test(target));
}

/** What a button or a link says as well. */
const SAID = /^(?:text|label|title|name|value|content|description|message|caption|query|aria_?label)$/i;
const SELECTOR = /(?:^|[\s>+~])[#.]\w|\w#\w|\[[\w@-]{1,40}[*^$|~]?=|^\/\/|^\w{1,20}=|\w\(["']/;
const CAPTION =
  /^(?:(?:enter|your|new|current|old|confirm|repeat|the|login|account|user) ){0,2}(?:pass ?(?:word|phrase|code)|passwort|kennwort|contrase[nñ]a|senha|mot de passe|wachtwoord|parola|l[öo]senord|pwd?|otp|cvv|cvc|(?:otp|pin|secret|security) code|pin number|(?:api|secret)[ _-]?key|client secret)(?: (?:field|input|box|text ?box|(?:text|input) field))?\s?[:*]?$/i;
const CONTROL = /\b(?:fields?|input|(?:text ?)?box|edit)\b/i;

const LONGEST_TARGET = 400;
const FIELD =
  /pass(?:word|wd|phrase|code|wort)|(?:^|[^a-z])(?:pwd?|otp|cvv|cvc|pin[ _-]?(?:code|number|field|input|box))(?:[^a-z]|$)|[#.="']pin(?:[^a-z]|$)|secret[ _-]?(?:key|field|input|box|code)|[#.="'](?:client[_-]?)?secret(?:[^a-z]|$)|kennwort|contrase|senha|mot de passe|wachtwoord|parola|lösenord|api[ _-]?key/i;
/** Beside the field. */
const OTHER =
  /forg[eo]t|reset|show|hide|toggle|visib|reveal|change|manager|strength|copy|generate|lost|vergess|oubli|olvid|^https?:|link|protect|polic|tips|help|\ba\[/i;

/** The members, and those of what is handed to the tool. */
const withArguments = (given: Members): Members => [
  ...given,
  ...given.flatMap(([{ value: key }, node]) =>
    node.type === 'object' && ARGUMENTS.test(key) ? node.members : [],
  ),
];
const ARGUMENTS = /^(?:input|args|arguments|params|parameters|element|target|action_input|options)$/i;
const TEXT = /^(?:text|value|keys|content|chars|string|input|query)$/i;

function textEdits(given: Members, scan: Scan): Edit[] {
  return withArguments(given).flatMap(([{ value: key }, node]): Edit[] => {
    if (node.type !== 'string') return [];
    const { start, end, value } = node;
    // what OpenAI calls a tool with is JSON in a string
    if (ARGUMENTS.test(key) && value.startsWith('{')) {
      const after = argumentsAfter(value, scan);
      return after === value ? [] : [{ start, end, kind: 'password', text: JSON.stringify(after) }];
    }
    return TEXT.test(key) && isTyped(value)
      ? [{ start, end, kind: 'password', text: JSON.stringify(scan.placeholder('password', value)) }]
      : [];
  });
}

const isTyped = (value: string): boolean =>
  value.length <= 200 && !isPlaceholder(value) && !isBenign(value) && !/^(?:Enter|Tab|Escape)$/.test(value);

function argumentsAfter(value: string, scan: Scan): string {
  const root = readJson(value);
  if (root?.type !== 'object') return value;
  return textEdits(root.members, scan).reduceRight(
    (rest, { start, end, text = '' }) => rest.slice(0, start) + text + rest.slice(end),
    value,
  );
}
