import { type Edit, moved } from '../edit.ts';
import { isPlaceholder } from '../placeholder.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { Fact, factsOfKey, VERB } from './key-facts.ts';
import { readJson, type JsonNode, type JsonScalar, stringFor } from './read-json.ts';
import type { Scan } from './rule.ts';

type Members = readonly [JsonScalar, JsonNode][];

/** What an agent did to a page or said about it, where it stands in the document, and with what. */
export interface Act {
  at: number;
  verb: 'focus' | 'type' | 'press' | 'other' | 'said';
  /** Its target and whatever else it is given; what was said. */
  given: Members;
  /** Where the text begins that its places are counted in, among others. */
  by?: number;
}

/** What was said beside whatever else an object holds: it is said before that, wherever it stands. */
export const sayingsOf = (members: Members, act: Act | undefined): Act[] =>
  members
    .filter(
      ([{ value: key }, { type }]) =>
        type === 'string' &&
        (factsOfKey(key) & Fact.SAYING) > 0 &&
        // what is typed is not said
        !(act?.given === members && TEXT.test(key)),
    )
    .map((said) => ({ at: members[0]?.[0].start ?? 0, verb: 'said', given: [said] }));

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
  if (PRESS.test(said)) return 'press';
  return TYPE.test(said) ? 'type' : 'other';
}

const FOCUS =
  /^(?:[a-z]{2,12}[_.])?(?:left_|double_|triple_)?(?:click|tap|focus)(?:_?(?:element|on|at|field|input))?(?:_by_\w{2,10})?$/i;
const TYPE =
  /^(?:[a-z]{2,12}[_.]|element_?)?(?:(?:type|input|enter|insert|fill|keyboard_type)(?:_?(?:text|keys|value|in|into))?|send_?keys|set_?(?:value|text)|change)$/i;
const PRESS =
  /^(?:[a-z]{2,12}[_.])?(?:(?:press|keyboard)_?(?:key|press)?|key_?(?:down|press)?|dispatch_?key_?event)$/i;

/**
 * Edits of what is typed straight after a field for a password was clicked or focused, into one that its act tells
 * of, or soon after somebody said so; and of what is answered to who asks for a password.
 */
export function typedEdits(acts: readonly Act[], scan: Scan): Edit[] {
  const edits: Edit[] = [];
  const placed = (found: readonly Edit[], by: number): void => {
    for (const edit of found) edits.push(moved(edit, by));
  };
  let isFocused = false;
  let isAsked = false;
  /** Acts for which it holds that a secret is about to be typed. */
  let told = 0;
  let pressed: Pressed[] = [];
  const release = (): void => {
    if (pressed.length >= FEWEST_PRESSED) edits.push(...pressedEdits(pressed, scan));
    pressed = [];
  };
  const inTurn = acts.toSorted((one, other) => placeOf(one) - placeOf(other));
  for (const [index, { verb, given, by = 0 }] of inTurn.entries()) {
    if (verb === 'said') {
      const said = given[0]?.[1];
      if (said?.type !== 'string') continue;
      if (isAsked) placed(answerEdits(said, scan), by);
      // what is said last, nobody answers nor acts on
      if (index === inTurn.length - 1) break;
      const tail = said.value.slice(-LONGEST_SAID);
      isAsked = ASKING.test(tail) && !DENIED.test(tail);
      if (isAboutSecret(tail)) told = ACTS_TOLD;
      else if (TYPING.test(tail)) told = 0;
      continue;
    }
    if (verb === 'press' && (isFocused || told > 0)) {
      for (const { start, end, value } of charsOf(given))
        pressed.push({ start: start + by, end: end + by, value });
      continue;
    }
    release();
    if (verb === 'type' && isFocused) placed(textEdits(given, scan, isTyped), by);
    else if (verb === 'type' && (told > 0 || isOnSecret(fieldsOf(given))))
      placed(textEdits(given, scan, isMadeUp), by);
    isFocused = verb === 'focus' && isOnSecret(withArguments(given));
    told -= 1;
  }
  release();
  return edits;
}

const placeOf = ({ at, by = 0 }: Act): number => at + by;

/** A click, another field and a wait may come between. */
const ACTS_TOLD = 4;
const LONGEST_SAID = 300;
const NOUN = String.raw`(?:pass ?(?:word|phrase|code)|passwort|kennwort|contraseña|senha|mot de passe|wachtwoord|parola|passwd|pwd?|otp|(?:the|your|my|an?) pin|(?:verification|security|login|one[- ]time|\d-digit) code|api[ -]key|secret key)`;
const TYPING =
  /\b(?:typ(?:e|es|ing)|enter(?:s|ing)?|input(?:s|ting)?|fill(?:s|ing)?|put(?:s|ting)?|tipp[et]|eingeb|introduc|escrib|saisi|digit)|\b(?:field|box|input)\b/i;
const ABOUT_SECRET = new RegExp(
  String.raw`\b(?:typ(?:e|es|ing)|enter(?:s|ing)?|input(?:s|ting)?|fill(?:s|ing)?|put(?:s|ting)?|tipp[et]|introduc\w{0,4}|escrib\w{0,4}|saisi\w{0,2}|digit\w{0,3})\b[^.!?\n]{0,60}\b${NOUN}\b|\b${NOUN} (?:field|box|input)\b|\b(?:passwort|kennwort)\b[^.!?\n]{0,40}\b(?:ein|eingeben)\b`,
  'i',
);
const DENIED = /\b(?:not|cannot|never|won['’]t|can['’]t|don['’]t|unable|nicht|forgot|reset)\b/i;
const isAboutSecret = (said: string): boolean => ABOUT_SECRET.test(said) && !DENIED.test(said);
/** A question or a request, and nothing behind it. */
const ASKING = new RegExp(
  String.raw`(?:\b(?:what(?:['’]?s| is| was)?|which|need|have|can|could|may|kannst|kann|k[öo]nntest|gib|sag|schick|nenn|was ist|wie (?:lautet|ist)|quel est|cu[aá]l es|qual é|qual è)\b[^.!?\n]{0,60}\b${NOUN}\b[^.!?\n]{0,60}[?:]|\b(?:please|tell|give|send|share|provide|enter|type)\b[^.!?\n]{0,60}\b${NOUN}\b[^.!?\n]{0,60}[?.:!]?)\s*$`,
  'i',
);
const isMadeUp = (value: string): boolean =>
  isTyped(value) &&
  (isPasswordLike(value) || (isOpaque(value, 8) && !verbOf(value)) || /^\d{4,8}$/.test(value));

type Pressed = Pick<JsonScalar, 'start' | 'end' | 'value'>;
/** `Use …`, `It's …`, or nothing beside it. */
const ANSWER =
  /^(?:(?:it['’]?s|it is|that['’]s|use|try|sure|yes|ok|okay|here|there|you go|is|klar|ja|es ist)[,:]? ){0,3}["'`“]?([^\s"'`”]{4,200}?)["'`”]?[.!]?$/i;

function answerEdits(node: JsonScalar, scan: Scan): Edit[] {
  const { start, end, value } = node;
  const answer = value.length > LONGEST_SAID ? undefined : ANSWER.exec(value.trim())?.[1];
  if (answer === undefined || !isMadeUp(answer)) return [];
  const after = value.replace(answer, () => scan.placeholder('password', answer));
  return [{ start, end, kind: 'password', text: stringFor(node, after) }];
}

const FEWEST_PRESSED = 4;
const charsOf = (given: Members): JsonScalar[] =>
  withArguments(given)
    .filter(([{ value: key }]) => PRESSED.test(key))
    .map(([, node]) => node)
    .filter((node): node is JsonScalar => node.type === 'string' && /^\S$/u.test(node.value))
    .slice(0, 1);
const PRESSED = /^(?:text|key|keys|char|value)$/i;

/** One after the other they are one secret, which stands in place of the first. */
function pressedEdits(pressed: readonly Pressed[], scan: Scan): Edit[] {
  const secret = scan.placeholder('password', pressed.map(({ value }) => value).join(''));
  return pressed.map(({ start, end }, index) => ({
    start,
    end,
    kind: 'password',
    text: index === 0 ? JSON.stringify(secret) : '""',
  }));
}

/** What an act tells of its field, in objects and lists within it, too. */
function fieldsOf(given: Members): Members {
  const fields: [JsonScalar, JsonNode][] = [];
  const todo = given.map(([key, node]): [JsonScalar, JsonNode, number] => [key, node, 0]).toReversed();
  for (let next = todo.pop(); next !== undefined && fields.length < MOST_FIELDS; next = todo.pop()) {
    const [key, node, depth] = next;
    fields.push([key, node]);
    if (depth === DEEPEST_FIELD || (depth === 0 && !ARGUMENTS.test(key.value))) continue;
    if (node.type === 'object') for (const [own, member] of node.members) todo.push([own, member, depth + 1]);
    else if (node.type === 'array') for (const item of node.items) todo.push([key, item, depth + 1]);
  }
  return fields.filter(([{ value: key }, { type }]) => type === 'string' && !TEXT.test(key));
}
const MOST_FIELDS = 40;
const DEEPEST_FIELD = 3;

const isOnSecret = (fields: Members): boolean =>
  fields.some(
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
  if (key === 'name' && IDENTIFIER.test(target)) return true;
  return !SAID.test(key) && (!/\s/.test(target) || CONTROL.test(target));
}

/** What a button or a link says as well. */
const SAID = /^(?:text|label|title|name|value|content|description|message|caption|query|aria_?label)$/i;
const SELECTOR = /^aria\/|(?:^|[\s>+~])[#.]\w|\w#\w|\[[\w@-]{1,40}[*^$|~]?=|^\/\/|^\w{1,20}=|\w\(["']/;
const CAPTION =
  /^(?:(?:enter|your|new|current|old|confirm|repeat|the|login|account|user) ){0,2}(?:pass ?(?:word|phrase|code)|passwort|kennwort|contrase[nñ]a|senha|mot de passe|wachtwoord|parola|l[öo]senord|pwd?|otp|cvv|cvc|(?:otp|pin|secret|security) code|pin number|(?:api|secret)[ _-]?key|client secret)(?: (?:field|input|box|text ?box|(?:text|input) field))?\s?[:*]?$/i;
/** What an input is called in a page's source: `user_password`, `newPassword`. */
const IDENTIFIER = /^[a-z]{2,20}(?:[_-][a-z]{2,20}|[A-Z][a-z]{1,20}){1,3}$/;
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
const ARGUMENTS =
  /^(?:input|args|arguments|params|parameters|element|target|selectors?|locator|node|field|action_input|options)$/i;
const TEXT = /^(?:text|value|keys|content|chars|string|input|query)$/i;

const secretEdit = (node: JsonScalar, scan: Scan): Edit => ({
  start: node.start,
  end: node.end,
  kind: 'password',
  text: stringFor(node, scan.placeholder('password', node.value)),
});

function textEdits(given: Members, scan: Scan, isSecret: (value: string) => boolean): Edit[] {
  return withArguments(given).flatMap(([{ value: key }, node]): Edit[] => {
    if (node.type !== 'string') return [];
    const { start, end, value } = node;
    // what OpenAI calls a tool with is JSON in a string
    if (ARGUMENTS.test(key) && value.startsWith('{')) {
      const after = argumentsAfter(value, scan, isSecret);
      return after === value ? [] : [{ start, end, kind: 'password', text: stringFor(node, after) }];
    }
    return TEXT.test(key) && isSecret(value) ? [secretEdit(node, scan)] : [];
  });
}

const isTyped = (value: string): boolean =>
  value.length <= 200 && !isPlaceholder(value) && !isBenign(value) && !/^(?:Enter|Tab|Escape)$/.test(value);

function argumentsAfter(value: string, scan: Scan, isSecret: (value: string) => boolean): string {
  const root = readJson(value);
  if (root?.type !== 'object') return value;
  return textEdits(root.members, scan, isSecret).reduceRight(
    (rest, { start, end, text = '' }) => rest.slice(0, start) + text + rest.slice(end),
    value,
  );
}
