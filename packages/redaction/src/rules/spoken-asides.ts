import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { isBenign } from '../values/is-benign.ts';
import { isNameWithNumber } from '../values/is-name-with-number.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';

/** Passwords that stand apart from the word for them, or from any: they are told by what is said around them. */
export const asides = (heard: Heard): Edit[] => [
  ...put(heard),
  ...answered(heard),
  ...enclosed(heard),
  ...pointed(heard),
];

const PUTS = cue(
  'set it to |set yours to |set his to |set hers to |changed it to |changed yours to |updated it to ',
);
/** `I reset it to …`, where a password is spoken of, or a login and what no setting is called. */
const PUT = /(?:set|changed|updated) (?:it|yours|hers|his) to ["'`“]?([^\s"'`”,;]{6,64})/iy;
const OF_PASSWORD = /pass ?(?:word|phrase|code)|\bpw\b|credential/i;
const OF_LOGIN = /\blog(?:ged|ging)?[ -]?in|\bsign(?:ed|ing)?[ -]?in|\baccount/i;
const NEAR = 120;

const put = (heard: Heard): Edit[] =>
  heard
    .matches(PUTS, PUT)
    .filter(({ 0: whole, 1: value = '', input, index }) => {
      if (!isPasswordLike(bare(value)) || SETTING.test(bare(value))) return false;
      const around = input.slice(Math.max(0, index - NEAR), index + whole.length + NEAR).replace(value, ' ');
      return OF_PASSWORD.test(around) || (OF_LOGIN.test(around) && !isNameWithNumber(bare(value)));
    })
    .map(trimmed);

/** A time zone, and how something is encoded or hashed. */
const SETTING =
  /^(?:(?:UTC|GMT)[+-]\d|(?:argon2|bcrypt|scrypt|pbkdf2|sha-?\d|md5|base(?:32|58|64)|utf-?(?:8|16)|iso))/i;

const QUESTIONS = cue('?');
/** `"What's the wifi password?" "It's …"` */
const ANSWER =
  /\?["'”»]? {1,3}["'“«]?(?:(?:it['’]?s|it is|that['’]s|yes|sure|ok|klar|ja|es ist|c['’]est|é|è|es)[,:]? ){1,2}["'`“]?([^\s"'`”,;]{6,64})/iy;
const ASKED =
  /(?:pass ?(?:word|phrase|code)|\bpw|\bpwd|passwort|kennwort|mot de passe|contraseña|senha|wachtwoord)\b[^\n?]{0,40}$/i;
const LONGEST_QUESTION = 80;
/** Words and a number, as people join them. */
const JOINED = /^(?=.*\d)[a-z]+(?:-[a-z\d]+){2,6}$/i;

const answered = (heard: Heard): Edit[] =>
  heard
    .matches(QUESTIONS, ANSWER)
    .filter(
      ({ 1: value = '', input, index }) =>
        (isPasswordLike(bare(value)) || JOINED.test(bare(value))) &&
        !isBenign(bare(value)) &&
        !SETTING.test(bare(value)) &&
        ASKED.test(input.slice(Math.max(0, index - LONGEST_QUESTION), index)),
    )
    .map(trimmed);

const HOSTS = cue('ssh |sftp |ftp |rdp |telnet |vnc ');
/** Behind where somebody logs in: `ssh root@10.0.0.4 (…)`. */
const ENCLOSED =
  /(?:ssh|sftp|ftp|rdp|telnet|vnc) (?:-[a-zA-Z] \S{1,40} ){0,2}[\w.-]{1,32}@[\w.:-]{3,100} \((p(?:w|ass(?:word)?)?[:=]? )?([^\s()]{6,64})(?=\))/y;

const enclosed = (heard: Heard): Edit[] =>
  heard
    .matches(HOSTS, ENCLOSED)
    .filter(([, told, value = '']) => isPasswordLike(value) && (told !== undefined || !SYSTEM.test(value)))
    .map((found) => last(found, 'password'));

/** What a host runs, and where it stands. */
const SYSTEM =
  /^(?:ubuntu|debian|centos|rhel|alma|rocky|fedora|suse|raspbian|windows|win|macos|cisco|ios|junos|esxi|(?:us-?)?(?:north|south|east|west|central))\w{0,12}(?:\.\d{1,4}){0,3}$/i;

const ARROWS = cue('<-|<--|←|^^');
/** Behind it stands what it is: `… <- that's the db password`. */
const POINTED =
  /(?:<-{1,2}|←|\^\^) {0,2}(?:that['’]?s|this is|that is|is|das ist|c['’]est|es) (?:[\w'’]{1,12} ){0,4}(?:(pass ?(?:word|phrase|code)|pw|pwd|passwort|kennwort)|(?:api )?key|token|secret)\b/iy;
const BEFORE = /(?:^|[\s"'`(])([^\s"'`()]{6,64})["'`)]? {0,2}$/;

const pointed = (heard: Heard): Edit[] =>
  heard.matches(ARROWS, POINTED).flatMap(({ 1: password, input, index }) => {
    const before = input.slice(Math.max(0, index - NEAR), index);
    const found = BEFORE.exec(before);
    const value = found?.[1] ?? '';
    if (found === null || !(isPasswordLike(value) || isOpaque(value, 16) || MIXED.test(value))) return [];
    // What code calls a key is one of a table.
    if (password === undefined && isNameWithNumber(value)) return [];
    const start = index - before.length + found.index + found[0].indexOf(value);
    return [{ start, end: start + value.length, kind: 'password' }];
  });
/** Words in both cases and numbers, joined. */
const MIXED = /^(?=.*\d)(?=.*[A-Z])(?=.*[a-z])[\w-]{8,64}$/;

const bare = (value: string): string => value.replace(/(?<![.,:;!?)])[.,:;!?)]+$/, '');

function trimmed(found: RegExpExecArray): Edit {
  const edit = last(found, 'password');
  return { ...edit, end: edit.start + bare(found[1] ?? '').length };
}

/** What a text has to name for these to find something. */
export const ASIDE_CUES: readonly Cue[] = [PUTS, QUESTIONS, HOSTS, ARROWS];
