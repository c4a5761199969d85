import { cue } from '../cues.ts';
import { LETTER } from '../values/letters.ts';
import type { Edit } from '../edit.ts';
import { isMadeUp } from '../values/is-made-up.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { endsInChecksum } from '../values/is-checksum.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { judgeNamed, looksLikeCode } from '../values/judge.ts';
import { Mark, PARTED } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * Values behind a label of several words, as programs and people write it: `Unseal Key 1: …`,
 * `AWS Secret Access Key [None]: …`, `Mot de passe : …`, `パスワード：…`, `Setup key (manual entry): …`.
 */
export const captions: Rule = {
  name: 'captions',
  mayFind: ({ marks, heard }) =>
    (marks & Mark.WIDE) > 0 ||
    ((marks & Mark.ASSIGN) > 0 && (marks & (PARTED | Mark.LESS)) > 0 && heard.has(STEM_WORDS)),
  find(text, scan, { marks, heard }) {
    const isWide = (marks & Mark.WIDE) > 0;
    const stems = heard.starts(STEM_WORDS);
    if (stems.length === 0 && !isWide) return [];
    const edits: Edit[] = [];
    // values may overlap; what they cost together stays linear
    let left = 4 * text.length + 10_000;
    for (const colon of [':', '：', '=']) {
      let stem = -1;
      for (let at = text.indexOf(colon); at >= 0 && left > 0; at = text.indexOf(colon, at + 1)) {
        while ((stems[stem + 1] ?? Infinity) < at) stem += 1;
        if (colon === '=' && !LINE_BREAK.has(text[at + 1] ?? '')) continue;
        if (!isOnLine(text, stems[stem] ?? -Infinity, at) && !(isWide && isWideBefore(text, at))) continue;
        IN_TAG.lastIndex = at + 1;
        const tagged = IN_TAG.exec(text) ?? undefined;
        const before = labelledBefore(text, at, tagged !== undefined);
        if (before === undefined) continue;
        const pattern = colon === '=' ? BELOW : isWord(text, at) ? BLOCK : VALUE;
        pattern.lastIndex = at + 1;
        const found = tagged ?? pattern.exec(text);
        if (found === null) continue;
        left -= found[0].length;
        const isWhole = tagged !== undefined || (pattern !== VALUE && isPasswordLike(found[1] ?? ''));
        const edit = judge(found, before, scan, tagged !== undefined, isWhole);
        if (edit !== undefined) edits.push(edit);
      }
    }
    return edits;
  },
};

/** A part of every name that stands for a secret, or a letter of another script. */
const STEM =
  /pass|pw|secret|key|token|code|cred|cookie|auth|otp|pin|cv[vc]|\bp[au]t\b|puk|ssn|\b(?:mot de|senha|contrase|wachtwoord|kennwort|parola|heslo|salasana|geheimnis|adgangskode)|seed|mnemonic|jwt|bearer|dsn|conn|iban|licen|account|card|phone|mobile|fax|tax|tin|nino|national|social|answer|phrase|link|url|has[lł]o|[^\0-\u007f]/i;

/** The same in text without other scripts, but for the bounds of words. */
const STEM_WORDS = cue(
  'pass|pw|secret|key|token|code|cred|cookie|auth|otp|pin|cvv|cvc|pat|put|puk|ssn|mot de|senha|contrase|wachtwoord|kennwort|parola|heslo|salasana|geheimnis|adgangskode|seed|mnemonic|jwt|bearer|dsn|conn|iban|licen|account|card|phone|mobile|fax|tax|tin|nino|national|social|answer|phrase|link|url|haslo',
);

const WIDE = /[^\0-\u007f]/;
const REACH = 72;
const isWideBefore = (text: string, at: number): boolean =>
  WIDE.test(text.slice(Math.max(0, at - REACH), at));

/** True when the last stem before a colon stands on its line, and near. */
const isOnLine = (text: string, stem: number, colon: number): boolean =>
  stem >= colon - REACH && !text.slice(stem, colon).includes('\n');

const VALUE =
  /[*_]{0,3}[ \t\u3000]{0,4}(?:\r?\n){0,2}[ \t]{0,8}(?:```[a-z]{0,10}\r?\n)?["'`“«*_]{0,3}((?:[^\s"'`”»,;<>\\]|\\(?![rnt])){4,400})/y;
/** The same on a page: in an element of its own. */
const IN_TAG =
  /(?:<\/(?:b|strong|span|label|em)>)?\s{0,4}<(?:code|b|strong|span|kbd|tt|em|pre|i)(?: [^<>]{0,80})?>([^<>\s]{4,200})(?=<\/)/y;
/** The same below one word: alone on its line, as in a fence of Markdown. */
const BLOCK =
  /[*_]{0,3}[ \t]{0,4}(?:\r?\n){1,2}[ \t]{0,8}(?:```[a-z]{0,10}\r?\n)?`?([^\s"'`”»,;:<>]{4,400})(?=`?[ \t]{0,8}(?:[\r\n]|$))/y;
/** The same below what it is assigned to. */
const BELOW = /\r?\n[ \t]{0,20}["'`]?([^\s"'`”»,;:<>]{4,400})(?=["'`]?[,;]?[ \t]{0,8}(?:[\r\n]|$))/y;
const LINE_BREAK: ReadonlySet<string> = new Set(['\r', '\n']);
const LINE_END: ReadonlySet<string> = new Set([...LINE_BREAK, '*']);
/** What stands between a label and its colon and names nothing. */
const TRAILER =
  /\s*(?:\[[^\]\n]{0,30}\]|\([^()\n]{0,40}\)|#?\d{1,2}|manually|below|now|again|here|is|are|follows)$/i;
/** Cheaper than to look for one. */
const mayEndInTrailer = (text: string): boolean =>
  /[\])\d]/.test(text.at(-1) ?? '') ||
  TRAILER_ENDS.has(text.slice(-3).toLowerCase()) ||
  /is$/i.test(text.slice(-2));
const TRAILER_ENDS: ReadonlySet<string> = new Set(['lly', 'low', 'now', 'ain', 'ere', 'are', 'ows']);
/** A key of JSON, which is an assignment's too. */
const WORD_IN_QUOTES = /(["'])[\w.-]{1,60}\\?\1$/;
const QUOTES: ReadonlySet<string> = new Set(['"', "'"]);
/** The last words before the colon. */
const LABEL = new RegExp(
  String.raw`(?:[${LETTER}0-9][${LETTER}0-9'’._-]{0,30}[ \u00a0]){0,5}[${LETTER}0-9][${LETTER}0-9'’._-]{0,30}$`,
);

/** The end of a text in which nothing stands but what stands in labels, so that the pattern is tried at few places. */
function lastClause(text: string): string {
  labelling ??= labellingCodes();
  let from = text.length;
  while (from > 0 && labelling[text.charCodeAt(from - 1)] === 1) from -= 1;
  return text.slice(from);
}

/** Made for the first label: to try every character takes some milliseconds. */
let labelling: Uint8Array | undefined;
const LABELLING = new RegExp(`[${LETTER}0-9'’._ \u00a0-]`);

const labellingCodes = (): Uint8Array =>
  Uint8Array.from({ length: 65_536 }, (_, code) => (LABELLING.test(String.fromCharCode(code)) ? 1 : 0));

/** What stands on the line before a colon; undefined where it is no label of a secret. */
function labelledBefore(text: string, at: number, isTagged: boolean): string | undefined {
  const next = text.charCodeAt(at + 1);
  // a time, a scheme, a namespace, another value
  if (next === 47 || next === 58 || (next > 47 && next < 58 && text[at] === ':')) return undefined;
  const window = text.slice(Math.max(0, at - REACH), at);
  const line = window.slice(window.lastIndexOf('\n') + 1);
  // AsciiDoc puts two behind what it describes
  const before = text[at - 1] === ':' && (next === 32 || next === 10) ? line.slice(0, -1) : line;
  if (QUOTES.has(text[at - 1] ?? '') && WORD_IN_QUOTES.test(before)) return undefined;
  if (text[at] === '=' && !ASSIGNED.test(before)) return undefined;
  // one word and a plain colon are an assignment's, unless the value stands in a block below
  if (!isTagged && isWord(text, at) && !LINE_END.has(text[at + 1] ?? '')) return undefined;
  return STEM.test(before) && !endsInChecksum(before) ? before : undefined;
}

/** A name alone on its line, and no base64, which may end in the same sign. */
const ASSIGNED =
  /^[ \t]{0,20}(?:export )?(?:[a-z]{2,20}(?:[_.-][a-z\d]{1,20}){0,6}|[A-Z]{2,20}(?:_[A-Z\d]{1,20}){0,6})[ \t]{0,4}$/;

/** True for one word and a plain colon. */
function isWord(text: string, at: number): boolean {
  if (text[at] !== ':') return false;
  const window = text.slice(Math.max(0, at - REACH), at);
  return !/[\s\])]/.test(window.slice(window.lastIndexOf('\n') + 1));
}

/** Looks at the value first: to find where a label begins costs more. */
function judge(
  found: RegExpExecArray,
  before: string,
  scan: Scan,
  isTagged: boolean,
  isWhole: boolean,
): Edit | undefined {
  const whole = found[1] ?? '';
  const value = isWhole ? whole : whole.replace(/(?<![.,;:!?)])[.,;:!?)]+$/, '');
  const isSecretLike = isGuarded(value) || (isTagged && isGiven(value));
  if (!isSecretLike && !OF_NETWORK.test(before)) return undefined;
  const label = labelIn(before, scan);
  if (label === undefined) return undefined;
  const kind =
    isSecretLike || (WIRELESS.test(label) && isMadeUp(value, scan.names))
      ? judgeNamed(scan.names, label, value)
      : undefined;
  const start = found.index + found[0].length - whole.length;
  return kind === undefined ? undefined : { start, end: start + value.length, kind };
}

/** What a network asks for is made up, and shown by nothing else: `Key Content : …`. */
const WIRELESS = /^(?:key_content|w(?:pa\d?|ep)_?\w*|(?:pre_?shared|network|wi_?fi)_key|psk)$/i;

/** What such a label holds, however its words are joined. */
const OF_NETWORK = /key.content|w(?:pa|ep)|(?:shared|network|fi).key|psk/i;

/** Behind a label of free words a plain word is a word. */
const isGuarded = (value: string): boolean =>
  !/[(){}[\]<>$]|=(?!=?$)|^https?:/.test(value) &&
  !looksLikeCode(value) &&
  (isOpaque(value, 8) ||
    isPasswordLike(value) ||
    (isCommonId(value) && value.length >= 16) ||
    /^(?=.*\d)[A-Z0-9-]{6,40}$/.test(value) ||
    /^[A-Z2-7]{16,64}$/.test(value));

/** Where an element holds it alone, what has letters and digits and is no call, version, measure or setting. */
const isGiven = (value: string): boolean =>
  /^(?=.*\d)(?=.*[A-Za-z]).{6,64}$/.test(value) &&
  !/^[\w.]+\(.*\)$|^v?\d+(?:\.\d+)+|^\d+[a-z]{1,6}$|^https?:|^[\w-]+=|\.[a-z]{2,4}$|^[a-z]+-?\d{1,3}$/i.test(
    value,
  );

/** What stands before a word that is alone on its line. */
const MARKUP = /^[\s*_#>-]{1,8}/;

/** The longest run of last words that is the name of a secret; undefined when the last word alone is none, too. */
function labelIn(before: string, { names }: Scan): string | undefined {
  let rest = before.trimEnd().replace(/["'`*_]{1,3}$/, '');
  for (let turns = 0; turns < 2 && mayEndInTrailer(rest); turns += 1) rest = rest.replace(TRAILER, '');
  const words = (LABEL.exec(lastClause(rest))?.[0] ?? '').replaceAll('\u00a0', ' ').split(' ');
  for (let from = 0; from < words.length; from += 1) {
    const label = words.slice(from).join('_');
    const strength = STEM.test(label) ? names.strength(label) : undefined;
    if (
      strength === 'secret' ||
      (strength === 'likely' && words.length === 1 && before.replace(MARKUP, '').trimEnd() === label)
    )
      return label;
  }
  return undefined;
}
