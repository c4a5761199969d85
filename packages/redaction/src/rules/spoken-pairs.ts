import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';

/** Secrets in sentences beside what belongs to them: a user, an older one, what they are for, the words of a phrase. */
export const pairs = (text: string, heard: Heard): Edit[] => [
  ...basics(heard),
  ...changes(heard),
  ...assigned(heard),
  ...phrases(heard),
  ...securityAnswers(heard),
  ...used(text, heard),
];

const BASIC_WORDS = cue('basic auth|basic-auth', 'whole');
/** `basic auth jo:…`, `Basic auth credentials: jo:…`, `HTTP basic auth (jo:…)`. */
const BASIC =
  /basic[ -]auth(?:entication|orization)?(?: (?:credentials?|creds|user|login|with|as|is|are|using)){0,3}:?\s{1,2}\(?["'`]?[\w.@+-]{1,64}:([^\s"'`(),;]{6,64})/iy;

const basics = (heard: Heard): Edit[] =>
  heard
    .matches(BASIC_WORDS, BASIC)
    .filter(([, value = '']) => isSecret(value))
    .map((found) => last(found, 'password'));

const CHANGED_WORDS = cue('pass|pwd|passwort|token|api|secret', 'whole');
/** `changed my password from … to …` */
const CHANGED =
  /(?:pass ?(?:word|phrase|code)|passwort|pwd|token|api[ -](?:key|token)|secret(?: key)?)(?: (?:was|has been|is))?(?: (?:changed|rotated|updated|reset|switched))? from ["'`]?([^\s"'`]{6,200})["'`]? to ["'`]?([^\s"'`]{6,200})/iy;

/** What was changed said behind it. */
const CHANGED_IT_WORDS = cue('it from');
const CHANGED_IT =
  /\bit from ["'`]?([^\s"'`]{6,200})["'`]? to ["'`]?([^\s"'`]{6,200})(?=[^\n]{0,60}\b(?:pass ?(?:word|phrase|code)|passwort|pwd|token|api[ -]key|secret)\b)/iy;

function changes(heard: Heard): Edit[] {
  return [...heard.matches(CHANGED_WORDS, CHANGED), ...heard.matches(CHANGED_IT_WORDS, CHANGED_IT)].flatMap(
    ({ 0: whole, 1: before = '', 2: given = '', index }) => {
      const after = given.replace(/(?<![.,;:!?)])[.,;:!?)]+$/, '');
      const from = index + whole.length - given.length;
      const first = index + whole.lastIndexOf(before, whole.length - given.length - 1);
      const all = [
        { value: before, start: first },
        { value: after, start: from },
      ];
      return all
        .filter(({ value }) => isSecret(value))
        .map(({ value, start }) => ({ start, end: start + value.length, kind: 'password' }));
    },
  );
}

const ASSIGNED_WORDS = cue(
  'password|passwort|kennwort|passphrase|contraseña|senha|mot de passe|wachtwoord',
  'whole',
);
/** `Password for the archive = …` */
const ASSIGNED =
  /(?:password|passwort|kennwort|passphrase|contraseña|senha|mot de passe|wachtwoord) (?:for|of|to|on|für|pour|para|per|voor)(?: [\p{L}\d.'’-]{1,24}){1,4} = ["'`]?([^\s"'`]{6,64})(?=["'`]?[.,;]?(?:\s|$))/iuy;

const assigned = (heard: Heard): Edit[] =>
  heard
    .matches(ASSIGNED_WORDS, ASSIGNED)
    .filter(([, value = '']) => isSecret(value) && !/[(){}[\]<>]/.test(value))
    .map((found) => last(found, 'password'));

const PHRASE_WORDS = cue('passphrase|pass phrase', 'whole');
/** Words alone on the rest of a line: `My passphrase: … … … …`. */
const PHRASE =
  /pass ?phrase(?: (?:for|of|to)(?: \w{1,20}){1,3})?(?: is)?\s?[:=] {1,4}((?:\p{L}{3,14}[ -]){2,8}\p{L}{3,14})(?=[.!]?[ \t]*(?:[\r\n]|$))/iuy;

const phrases = (heard: Heard): Edit[] =>
  heard
    .matches(PHRASE_WORDS, PHRASE)
    .filter(([, value = '']) => isPhrase(value))
    .map((found) => last(found, 'password'));

/** True for words that say nothing about a phrase. */
export const isPhrase = (value: string): boolean =>
  !isBenign(value) && !isProse(value) && !SAID_OF_PHRASE.test(value);

const SAID_OF_PHRASE =
  /^(?:too|not|at least|must|your|the|an?|enter|type|use|see|leave|wrong|invalid|incorrect|required|optional|same|no|none|any|ask|prompt|read|stored|from|in)\b|\b(?:is|are|was|the|your|for|with|from|and|must|should|required|optional|characters|words)\b/i;

const USED_WORDS = cue('password|passphrase|passcode|pw', 'whole');
/** `log in with … as the password`, `use … as the root password` */
const USED =
  /(?:^|[\s(])(?:with|use|using|set|try) ["'`]?([^\s"'`()]{6,64})["'`]? as (?:(?:the|my|your|its|our|an?) )?(?:[a-z][a-z-]{1,14} ){0,2}$/i;
const LONGEST_USED = 110;
/** What is said of passwords rather than of one. */
const OF_PASSWORDS =
  /(?:password|passphrase|passcode|pw)[ -](?:hash|algorithm|encod|encrypt|manager|stor|polic|field|provider|backend|generat|check|valid|column|input|key|name|type|param|var|hint|prefix|salt|lib)/iy;

const used = (text: string, heard: Heard): Edit[] =>
  heard.starts(USED_WORDS).flatMap((at) => {
    const before = text.slice(Math.max(0, at - LONGEST_USED), at);
    OF_PASSWORDS.lastIndex = at;
    if (!before.includes(' as ') || OF_PASSWORDS.test(text)) return [];
    const [whole = '', value = ''] = USED.exec(before) ?? [];
    if (!isSecret(value) || /[{}[\]<>]/.test(value)) return [];
    const start = at - whole.length + whole.indexOf(value);
    return [{ start, end: start + value.length, kind: 'password' }];
  });

const ASKED_WORDS = cue('security answer|security question|secret question', 'whole');
/** A name or a place, as most of them ask for: `my security answer is …`. */
const ANSWERED =
  /(?:[Ss]ecurity answer|(?<=[Aa]nswer (?:to|for|of) (?:my|the|your|our|his|her|their) )(?:security|secret) question)(?: (?:for|to|of) [^\n:.]{1,40})? (?:is|was) ["'`]?(\p{Lu}[\p{L}'’-]{2,30}(?: \p{Lu}[\p{L}'’-]{2,30})?)(?![\p{L}\d])/uy;

const securityAnswers = (heard: Heard): Edit[] =>
  heard
    .matches(ASKED_WORDS, ANSWERED)
    .filter(([, value = '']) => !isBenign(value))
    .map((found) => last(found, 'security_answer'));

const isSecret = (value: string): boolean =>
  isPasswordLike(value) || (isOpaque(value, 8) && !isCommonId(value));

/** What a text has to name for `pairs` to find something. */
export const PAIR_CUES: readonly Cue[] = [
  BASIC_WORDS,
  CHANGED_WORDS,
  CHANGED_IT_WORDS,
  ASSIGNED_WORDS,
  PHRASE_WORDS,
  ASKED_WORDS,
  USED_WORDS,
];
