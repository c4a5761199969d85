import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { Mark, PARTED } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { looksLikeCode } from '../values/judge.ts';
import { allMatches } from '../matches.ts';
import { last } from './commands.ts';
import { headedSecrets } from './headed-secrets.ts';
import type { Rule } from './rule.ts';

/**
 * Secrets that have no name beside them: what is typed into a field (`type "…" into the password box`), what a remark
 * explains (`"…"  # api token`), and what a command or a notice shows alone on the line below.
 */
export const typedText: Rule = {
  name: 'typed-text',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & PARTED) > 0 && heard.has(NOUNS),
  find: (text, _scan, { marks, heard }) => [
    ...typed(heard),
    ...remarked(heard),
    ...((marks & Mark.LINE) > 0
      ? [...printed(text), ...announced(heard), ...(heard.has(HEADS) ? headedSecrets(text) : [])]
      : []),
  ],
};

const NOUNS = cue(
  'pass|pwd|pw|otp|pin|cvv|secret|token|api key|api-key|api_key|api token|access token|access key|access_key|kennwort|contraseña|senha|mot de|wachtwoord|credential|vault|op://',
);
/** What a list of them is headed with. */
const HEADS = cue('secrets|credentials|passwords|api keys|access tokens', 'whole');
const NOUN = String.raw`(?:pass ?(?:word|phrase|code)|passwd|passwort|kennwort|contraseña|senha|mot de passe|wachtwoord|pwd|otp|pin(?: code)?|(?:api|access|secret)[ _-]?(?:key|token))`;

/** Neither a word nor an id, in a sentence or in code. */
const isMadeUp = (value: string): boolean =>
  !isBenign(value) &&
  !looksLikeCode(value) &&
  !isCommonId(value) &&
  (isPasswordLike(value) || (/\d/.test(value) && isOpaque(value, 8)));

const WRITES = cue(
  'type|typed|types|typing|enter|entered|enters|entering|input|inputs|inputting|fill|filled|fills|filling|fill_in|put|write|wrote|writes',
  'whole',
);
/** Words behind which a secret is spoken of that nothing is typed into: `to reset the password`, `as the name of a token`. */
const APART = String.raw`[ ,](?:to|and|or|then|so|before|while|until|because|if|without|not|but|unless|when (?:you|we|they|he|she|i|one)(?! (?:are|were|get|got|see|saw|is|was)\b))[ ]|[.;!?] |(?<!\bwith (?:the |a |an )?)\b(?:name|title|date|label|note|description|comment|type|scope|hint|owner|expiry|length) (?:of|for) `;
/** `typed "…" into #password`, `enter … as the password`. */
const INTO = new RegExp(
  String.raw`(?:typ(?:e[ds]?|ing)|enter(?:ed|s|ing)?|input(?:s|ting)?|fill(?:ed|s|ing)?(?: in)?|put|writ(?:es?|ing)|wrote)(?: text)?:?\s{1,2}["'\x60“]?([^\s"'\x60”,;()<>]{4,100})["'\x60”]?,? (?:in(?:to|side)?|to|on|as|at|for)\b(?=(?:(?!${APART})(?:[^\n"'\x60]|(?<=[=( ])["'])){0,50}?${NOUN}(?![a-z]))`,
  'iy',
);
/** `fill_in 'Password', with: '…'` */
const WITH = new RegExp(
  String.raw`fill(?:s|ed|_in| in)?\s{0,2}\(?["'][^"'\n]{0,30}${NOUN}[^"'\n]{0,30}["'],? with:?\s{1,2}["']([^"'\n]{4,200})(?=["'])`,
  'iy',
);

/** What follows in the lookahead is outside the match, and the value may stand before more of it. */
const typed = (heard: Heard): Edit[] => [
  ...heard
    .matches(WRITES, INTO)
    .filter(([, value = '']) => isMadeUp(value))
    .map((found) => first(found, 'password')),
  ...heard
    .matches(WRITES, WITH)
    .filter(([, value = '']) => !isBenign(value))
    .map((found) => last(found, 'password')),
];

function first({ 0: whole, 1: value = '', index }: RegExpExecArray, kind: string): Edit {
  const start = index + whole.lastIndexOf(value);
  return { start, end: start + value.length, kind };
}

const AT_END = new RegExp(String.raw`${NOUN}(?![a-z])[^\n"'\x60]{0,20}(?=\r?\n|$)`, 'iy');
const REMARKED =
  /(?:(["'`])([^\s"'`]{6,200})\1|[ ,]([^\s"'`,;#]{6,64}))[^\n"'`#;]{0,40};?[ \t]{0,8}(?:#|\/\/|--|;)\s{1,2}(?:[\w'-]{1,16} ){0,5}$/;
const LONGEST_REMARK = 260;
/** What types its last word, without quotes. */
const TYPES = /\b(?:type|text|keys|keystroke|SendInput|Send)\b/;

/** `"…"  # my api token`, `xdotool type '…' # the password` */
const remarked = (heard: Heard): Edit[] =>
  heard.matches(NOUNS, AT_END).flatMap(({ input, index }) => {
    const before = lineBefore(input, index, LONGEST_REMARK);
    const found = REMARKED.exec(before);
    if (found === null) return [];
    const value = found[2] ?? found[3] ?? '';
    if (
      !(isMadeUp(value) || (ID.test(value) && /key|token/i.test(input.slice(index, index + 12)))) ||
      (found[2] === undefined && !TYPES.test(before.slice(0, found.index)))
    )
      return [];
    const start = index - before.length + found.index + found[0].indexOf(value);
    return [{ start, end: start + value.length, kind: /key|token/i.test(before) ? 'key' : 'password' }];
  });

/** What a key may look like, where the remark says that it is one. */
const ID = /^(?=.*\d)(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A prompt, a command, and what it prints alone on the next line. */
const PRINTED =
  /^[^\n$#>%❯]{0,60}[$#>%❯] ([^\n]{6,300})\r?\n[ \t]{0,20}((?![$#])[^\s"'{}<>:]{8,400})(?=[ \t]*(?:\r?\n|$))/gm;
/** What stands before a command: cheaper to look for than the whole of it on every line. */
const PROMPTS = ['$ ', '# ', '> ', '% ', '❯ '];
const PRINTS =
  /\b(?:get|get-\w[\w-]*|read|show|print(?:-[\w-]+)?|view|reveal|decrypt|fetch|cat|initial-\w+|generate|create-token|config:get|auth token|access-token|output|find-\w+-password)\b|\s(?:base64 (?:-d|-D|--decode)|-w|-raw)\b/;
const OF_SECRETS = /pass|secret|token|api[-_]?key|credential|\bop:\/\/|vault|_key\b/i;

const printed = (text: string): Edit[] =>
  (PROMPTS.some((prompt) => text.includes(prompt)) ? allMatches(text, PRINTED) : [])
    .filter(
      ([, command = '', value = '']) =>
        PRINTS.test(command) &&
        OF_SECRETS.test(command) &&
        (isMadeUp(value) || DIGEST.test(value) || (DECODES.test(command) && isOpaque(value, 12))),
    )
    .map((found) => last(found, 'secret'));
/** What was kept encoded is shown as it is. */
const DECODES = /\bbase64 (?:-d|-D|--decode)\b/;
const DIGEST = /^(?=.*\d)(?=.*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64}|[0-9a-f]{128})$/;

/** A sentence about a secret, and the secret alone below it: `Use the following password to continue:`. */
const ANNOUNCED = new RegExp(
  String.raw`(?:pass ?(?:word|phrase|code)|(?:api|access|secret)[ _-]?(?:key|token)|client secret|token|secret|passwort|kennwort)\b[^\n]{0,90}\r?\n(?:[ \t]{0,20}\r?\n)?[ \t]{0,20}(?:(?:new |the )?value: )?\x60?([^\s\x60]{8,200})(?=\x60?[ \t]*(?:\r?\n|$))`,
  'iy',
);
const NEW =
  /\b(?:following|new|initial|temporary|generated|created|issued|shown|displayed|copy|copied|save|this|your|admin|reset)\b/i;
const LONGEST_SENTENCE = 80;

const announced = (heard: Heard): Edit[] =>
  heard
    .matches(NOUNS, ANNOUNCED)
    .filter(({ 0: whole, 1: value = '', input, index }) => {
      const sentence =
        lineBefore(input, index, LONGEST_SENTENCE) + whole.slice(0, whole.length - value.length);
      return NEW.test(sentence) && !WORDS.test(value) && (DIGEST.test(value) || isMadeUp(value));
    })
    .map((found) => last(found, 'secret'));
/** A type, a setting, a path, a list. */
const WORDS = /^(?:[a-z]{2,}(?:[A-Z][a-z]{2,}){0,4}|(?:[A-Z][a-z]{2,}){1,5})\d{1,2}$|^\W|[=/](?!=?$)/;

function lineBefore(text: string, at: number, length: number): string {
  const window = text.slice(Math.max(0, at - length), at);
  return window.slice(window.lastIndexOf('\n') + 1);
}
