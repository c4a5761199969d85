import { stripVTControlCharacters } from 'node:util';
import { framesLast } from './foreign-frames.ts';
import { lettersOfNoWord } from './letters-of-no-word.ts';
import { saidByService } from './said-by-service.ts';
import { withoutDates } from './without-dates.ts';
import { withoutCounts } from './words-of-number.ts';
import { UNITS } from './words-of-time.ts';

const MAX_INPUT = 4000;
const MAX_PATTERN = 200;

/** A part of a path; a capital after a space goes on with it where a separator follows, as in `Application Support/`. */
const SEGMENT = String.raw`[\p{L}\p{N}_@.~+-]+(?: \p{Lu}[\p{L}\p{N}_.-]*(?=\/))*`;
const WINDOWS_NAME = String.raw`[^\s\\:*?"<>|]+`;

// What names a host, and hardly ever a member of an object or a package.
const HOST = new RegExp(
  String.raw`(?<![\w@.-])(?:\*\.)?(?:(?:[a-z0-9-]{1,63}\.){1,8}(?:com|net|org|edu|gov|cloud|internal|localdomain|lan|corp|intranet|example|co\.uk|de|fr|nl|eu|uk|jp|cn|kr|br|au|pl|dk)|(?:[a-z0-9-]{1,63}\.){2,8}(?:io|dev|app|ai|co|local|tech|us|ca|ch|at|it|es|se))(?!\.?[\w(-])|(?<=\b(?:ENOTFOUND|EAI_AGAIN) )[^\s,;]+|(?<![\w./@-])localhost(?!\.?[\w(-])`,
  'g',
);

/** Ends of files that people write and send; not those that a member of an object may have as its name. */
const FILE_END =
  'mdx|txt|csv|tsv|jsonl|ndjson|ya?ml|toml|pdf|docx|xlsx?|pptx?|od[ts]|rtf|epub|png|jpe?g|gif|webp|tiff?|mp[34]|m4a|wav|mkv|gz|tgz|parquet|ipynb|eml|ics|vcf';
/** Those that fields are named as well, as in `billing.zip`: within a folder only. */
const FIELD_OR_END = 'md|doc|svg|mov|zip|json|html?|xml|log|sql';
/** A word within a file's name, and none that goes on with the sentence. */
const NAME_WORD = String.raw` (?!(?:to|from|in|into|is|was|and|or|for|as|with|of|at|by|not|does|has|already|exists?) )[\p{L}\p{N}_()&-]{1,40}`;

// Every pattern is linear: one pass, no nested repetition that could divide a text in two ways, bounded input.
const VARIABLE: readonly RegExp[] = [
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`<>]+|\barn:[^\s"'`<>,]+/gi,
  /"(?:[^"\\\n]|\\.)*"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|»[^«\n]*«|‹[^›\n]*›|`[^`\n]*`/g,
  /「[^」\n]*」|『[^』\n]*』|《[^》\n]*》/g,
  /(?<![\p{L}\p{N}_])'(?:[^'\n]|(?<=\p{L})'(?=\p{L}))*'(?![\p{L}\p{N}_])|[‘‚][^‘’\n]*[‘’]/gu,
  // What is left of quoted texts with line ends in them.
  /"[^"]{0,500}"|(?<![\p{L}\p{N}_])'[^']{0,500}'(?![\p{L}\p{N}_])/gu,
  /[\p{L}\p{N}_.+'-]{1,64}@[\p{L}\p{N}_-]{1,64}(?:\.[\p{L}\p{N}_-]{1,64})+/gu,
  // Of a secret its first and last letters.
  /(?<![\w*-])[\w-]{0,80}\*{3,}[\w-]{0,80}/g,
  /\brefs\/(?:heads|tags|remotes|pull)\/[^\s"'`,;:)]+/g,
  // Base64 that is more than letters and digits; what is between two slashes of it is no path.
  /(?<![\w+/.-])(?=[\w/]*[+/=])(?=[\w+/]*\d)(?=[\w+/]*[A-Z])(?=[\w+/]*[a-z])[A-Za-z0-9+/]{12,}={0,2}(?![\w+/=.-])/g,
  new RegExp(
    String.raw`(?:\b[a-z]:|(?<!\\)\\(?=\\[^\s\\]))\\(?:${WINDOWS_NAME}(?: ${WINDOWS_NAME})*\\)*(?:${WINDOWS_NAME})?`,
    'gi',
  ),
  // Within a folder a file's name may have spaces in it.
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_/#])(?:~|\.{1,2})?\/?(?:[\p{L}\p{N}_@.~+-]{1,80}\/){1,20}[\p{L}\p{N}_@.~+&-]{1,80}(?:${NAME_WORD}){1,3}\.(?:${FILE_END}|${FIELD_OR_END})(?![\p{L}\p{N}_.])`,
    'gu',
  ),
  new RegExp(String.raw`(?<![\p{L}\p{N}_#-])(?:~|\.{1,2})?\/${SEGMENT}(?:\/(?:${SEGMENT})?)*`, 'gu'),
  /(?<![\p{L}\p{N}_/#])[\p{L}\p{N}_@.~+-]+(?:\/[\p{L}\p{N}_@.~+-]+)*\/[\p{L}\p{N}_@~+-]+\.\w{1,8}\b/gu,
  new RegExp(
    String.raw`(?<![\p{L}\p{N}_.@#-])[\p{L}\p{N}_-]{1,80}\.(?:${FILE_END})(?![\p{L}\p{N}_(.-])`,
    'gu',
  ),
  HOST,
];

const INNERMOST_BRACKETS = /\{[^{}\n]*\}|\[[^[\]\n]*\]|<[^<>\n]*>/g;
const UNIT =
  '[nuµμ]s|ms|msec|(?:nano|micro|milli)seconds?|(?:kilo|mega|giga|tera)bytes?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|b|bytes?|[kmgt]i?b|chars?|characters?|tokens?|am|pm|[ap]\\.?\\s?m\\.?|gmt|utc|z';
const CURRENCY =
  'usd|eur|gbp|chf|jpy|cny|inr|brl|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|mxn|sgd|hkd|krw|zar|rub|uah|ils|thb|ron|bgn|kr|zł|kč|ft|lei|лв|руб|грн|din';
const NO_LETTER_BEFORE = String.raw`(?<![\p{L}\p{N}_])`;
const NO_LETTER_AFTER = String.raw`(?![\p{L}\p{N}_])`;
const AMOUNT = new RegExp(
  String.raw`${NO_LETTER_BEFORE}(?:\p{L}{1,2})?\p{Sc}\s?#|${NO_LETTER_BEFORE}(?:${CURRENCY})\s?#|#\s?(?:\p{L}{0,2}\p{Sc}|%|(?:${CURRENCY})${NO_LETTER_AFTER})`,
  'gu',
);
const MEASURED = new RegExp(String.raw`#(?:\s?(?:${UNIT})${NO_LETTER_AFTER})+`, 'gu');

/**
 * A message with everything that varies from run to run replaced by `#`: addresses, quoted text,
 * paths, ids, digests, times, amounts, values in brackets and after `=`. Another language's stack trace
 * in it counts by its innermost functions. Lower case, at most 200 long.
 */
export function messagePattern(message: string): string {
  const said = withDigits(withoutColours(message).slice(0, MAX_INPUT));
  let text = framesLast(withoutDetails(saidByService(withStatus(said))));
  for (const pattern of VARIABLE) text = text.replace(pattern, '#');
  for (let depth = 0; depth < 4; depth += 1) text = text.replace(INNERMOST_BRACKETS, '#');
  text = text
    .replace(/[{[][^\n]*$/gm, '#')
    .replace(/=\S+/g, '=#')
    .replace(/[\w.:+-]+/g, (token) => (isVariable(token) ? '#' : token))
    .toLowerCase();
  return withoutCounts(withoutDates(text))
    .replace(AMOUNT, '#')
    .replace(MEASURED, '#')
    .replace(COUNTED, oneNumber)
    .replace(COUNTED, oneNumber)
    .replace(/[^\p{L}\p{N}#_]+/gu, ' ')
    .replace(/#(?: ?#)+/g, '#')
    .replace(/# (\p{L}{2,})(?: (was|were|is|are|has|have)\b)?/gu, (_, counted: string, verb?: string) =>
      verb === undefined ? `# ${singular(counted)}` : `# ${singular(counted)} ${ONE[verb] ?? verb}`,
    )
    .trim()
    .slice(0, MAX_PATTERN);
}

/** A text whose HTTP status survives what follows. */
function withStatus(text: string): string {
  return (
    text
      .replace(
        /\b(http|status(?: code)?|code)([ :=]{1,3})([1-5]\d\d)\b/gi,
        (_, word: string, __, digits: string) => `${word} ${lettersOf(digits)} `,
      )
      // As SDKs of model providers begin: the status, and what the provider said.
      .replace(/^([45]\d\d)(?= [{\p{Lu}])/u, lettersOf)
  );
}

/** What a terminal is told by a program that takes a pipe for one: colours, links and where the cursor goes. */
function withoutColours(message: string): string {
  return message.includes('\u001B') || message.includes('\u009B')
    ? stripVTControlCharacters(message.slice(0, 4 * MAX_INPUT))
    : message;
}

const OTHER_DIGITS = /(?![0-9])\p{Nd}/gu;

/** A text with the digits and signs of numbers that all scripts share, and without marks of direction. */
function withDigits(text: string): string {
  return text
    .replace(/[\u061c\u200c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/٬|٫/g, '.')
    .replace(/٪/g, '%')
    .replace(OTHER_DIGITS, '0');
}

/** Abbreviations of time zones, as IANA's database has them. */
const ZONE =
  'A[CEKW]?[SD]T|[CEMP][SD]T|H[SD]T|NZ?[SD]T|[CEW]ES?T|BST|IST|JST|KST|MSK|SAST|[CEW]AT|HKT|SGT|PKT|WI[BT]|WITA';

/** What V8, assertions, parsers, Playwright and PostgreSQL add to what went wrong: the text, the values and the steps at hand. */
const DETAILS: readonly (readonly [RegExp, string])[] = [
  [/\b(Unexpected token )[^]*?( is not valid JSON)/g, '$1#$2'],
  [/^(Expected (?:values|"actual"|inputs?) [^\n]*):\n[^]*$/, '$1'],
  [/^[ \t]*(?:[>→][ \t]*)?\d{1,6} ?\|[^\n]*$/gm, ''],
  [/\n\s*(?:Call log:|[+-] (?:actual|expected|received)\b)[^]*$/i, ''],
  // Each element, with its text.
  [/( resolved to \d+ elements?):\n[^]*$/, '$1'],
  [/ \(\d+ in the \w+(?:, \d+ in the \w+){0,9}\)/g, ''],
  [/\b(Failing row contains )\([^\n]*\)/g, '$1#'],
  // The zone of a time, and an id that happens to have no digit.
  [new RegExp(String.raw`(\d(?: ?[AP]\.?M\.?)?) (?:${ZONE})\b`, 'g'), '$1'],
  [/\b((?:\w*Id|ID|\w*[ _-]id):? )[A-Z]{8,}\b/g, '$1#'],
  [/\b(value:? )(?:true|false|null|undefined|NaN)\b/g, '$1#'],
  [
    /\b(invalid [a-z ]{0,20}(?:time value|date|time|time ?zone|e-?mail|currency|locale|amount)): \S{1,80}$/gim,
    '$1: #',
  ],
];

function withoutDetails(text: string): string {
  return DETAILS.reduce((rest, [pattern, kept]) => rest.replace(pattern, kept), text);
}

const COUNTED = /#\s?([\p{L}\p{M}]+)\.?/gu;
const oneNumber = (whole: string, word: string): string => (UNITS.has(word) ? '#' : whole);

/** Spells a status in letters, so that the digits survive what follows. */
function lettersOf(digits: string): string {
  return `status_${digits.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')}`;
}

function isVariable(token: string): boolean {
  if (token.startsWith('status_')) return false;
  if (/\d/.test(token)) return true;
  if (/^[a-f]{8,}$/i.test(token)) return true;
  // Behind a prefix, as in `ord_kLmQprZs`, less has to look random.
  const [, tail] = /^[a-z]{2,8}[_-]([A-Za-z_-]{8,})$/.exec(token) ?? [];
  if (tail === undefined) return token.length >= 10 && isRandom(token, token.length >= 16 ? 0.25 : 0.45);
  return isMixed(tail) && (lettersOfNoWord(tail) > 0 || (tail.length >= 12 && capitals(tail) >= 0.4));
}

/** Whether letters are an id that happens to have no digit: so large a share of them belongs to no word. */
function isRandom(letters: string, share: number): boolean {
  return isMixed(letters) && lettersOfNoWord(letters) >= letters.length * share;
}

/** Capitals alone are the name of a constant, as `ECONNREFUSED` is. */
function isMixed(letters: string): boolean {
  return /[a-z]/.test(letters) && /[A-Z]/.test(letters);
}

/** The part of letters that are capitals: in a random id nearly half are, in words few. */
function capitals(token: string): number {
  return token.replace(/[^A-Z]+/g, '').length / token.length;
}

/** One thing and several are counted in the same message. */
function singular(counted: string): string {
  if (counted.length < 3) return counted;
  return counted.replace(/ies$/, 'y').replace(/(?<=[sxz]|[cs]h)es$|(?<!s)s$/, '');
}

const ONE: Readonly<Record<string, string>> = { were: 'was', are: 'is', have: 'has' };
