import { cue } from '../cues.ts';
import type { Heard } from '../heard.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { judgeNamed } from '../values/judge.ts';
import { redactCookies } from '../values/redact-header.ts';
import type { Rule, Scan } from './rule.ts';
import { matchesFrom } from '../matches.ts';

/** Secrets on command lines: `--password …`, `curl -u user:…`, `mysql -p…`. */
export const commands: Rule = {
  name: 'commands',
  mayFind: ({ marks, heard }) =>
    (marks & Mark.SPACE) > 0 && ((marks & Mark.DASH) > 0 || heard.hasAny([CLIENTS, PROGRAMS, LOGINS])),
  find: (text, scan, { marks, heard }) => [
    ...((marks & Mark.DASH) > 0 ? flags(text, scan) : []),
    ...programs(text, heard),
    ...cookies(heard, scan),
    ...logins(text, heard),
  ],
};

const FLAG =
  /(?<=^|[\s"'`,[(])--?([A-Za-z][\w-]{1,60})(?:["']?,?)[ \t]{1,8}(?:\\?["'])?((?!-)[^\s"'`,\]\\]{3,4000})/y;

function flags(text: string, scan: Scan): Edit[] {
  return matchesFrom(text, '-', FLAG).flatMap((found) => {
    const [, name = '', value = ''] = found;
    const kind = judgeNamed(scan.names, name, value);
    return kind === undefined || /[(){}]|^[[<]/.test(value) || isHelp(found)
      ? []
      : [toQuote(text, last(found, kind))];
  });
}

/** An option and what it is for, in code too; a file, the name of a secret, a place without a password. */
const isHelp = ([whole, , value = '']: RegExpExecArray): boolean =>
  /^\/[\w./-]+\.\w{2,5}$|^[a-z]{2,20}(?:\/[a-z][a-z-]{1,30}){1,6}$|^\w+:\/\/(?:[\w.-]+@)?[\w.:-]+\/\w*$/.test(
    value,
  ) ||
  /^(?:command|flag|options?|arguments?|parameter|value|instead|is|to|and|or|for|in|with|when|if|from|via|by|the|an)$/.test(
    value,
  ) ||
  (/^[a-z_]{2,30}=/.test(value) && /["'],[ \t]/.test(whole)) ||
  (/^[A-Z]?[a-z]+$/.test(value) && (/[ \t]{2}\S+$|, \S+$/.test(whole) || /\bconn/.test(whole)));

const CLIENTS = cue('curl|wget|http|xh', 'whole');
const USER =
  /\b(?:curl|wget|http|xh)\b[^\n]{0,400}?\s(?:-u|-a|--user|--proxy-user|--auth)[ =]?["']?([^\s:"']{1,200}):["']?([^\s"']{3,400})/y;
/** `curl -b "session=…"`; without a `=` it is a file. */
const COOKIE = /\bcurl\b[^\n]{0,400}?\s-b[ =]?["']?([\w.-]{1,100}=(?:[^\s"';]|; ?){2,4000})/y;

const cookies = (heard: Heard, scan: Scan): Edit[] =>
  heard.matches(CLIENTS, COOKIE).flatMap((found) => {
    const text = redactCookies(found[1] ?? '', scan);
    return text === found[1] ? [] : [{ ...last(found, 'cookie'), text }];
  });

/** Behind the kind of it: `xh -A bearer -a …`. */
const BEARER =
  /\b(?:http|xh)(?: (?!-A|--auth)\S{1,80}){0,4} (?:-A|--auth-type)[ =]bearer (?:(?!-a|--auth)\S{1,80} ){0,3}(?:-a|--auth)[ =]?["']?([^\s"']{8,2000})/y;

const PROGRAMS = cue(
  'mysql|mariadb|sshpass|mongo|redis-cli|smbclient|docker login|az login|psql|ldap|sqlcmd|bcp|zip|unzip|7z|rar|winexe|winrs|rclone|mosquitto_',
  'whole',
);
const SHORT =
  /\b(?:(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n]{0,300}?\s-p|(?:sshpass|mongo|mongosh|redis-cli|smbclient|docker login|az login|psql|ldap(?:search|add|modify|delete|modrdn|passwd|compare|whoami|exop|[ -]?bind)?|sqlcmd|bcp|zip|7z|rar|winexe|winrs|rclone|mosquitto_[ps]ub)\b[^\n]{0,300}?\s-(?:p|a|w|b|P)[ :]?|unzip\b[^\n]{0,300}?\s-P ?)["']?((?!-)[^\s"'-][^\s"']{2,200})/y;

/** What a user's password is changed to, and the user and the password of a registry, as Poetry and Composer take them. */
const CHANGES = cue('ldappasswd|http-basic', 'whole');
const CHANGE =
  /(?:\bldappasswd\b[^\n]{0,300}?\s-s[ ]?|\bhttp-basic\.[\w.-]{1,80} [\w.@-]{1,80} )["']?((?!-)[^\s"'-][^\s"']{2,200})/y;

function programs(text: string, heard: Heard): Edit[] {
  return [
    ...heard.matches(CLIENTS, USER),
    ...heard.matches(CLIENTS, BEARER),
    ...heard.matches(PROGRAMS, SHORT),
    ...heard.matches(CHANGES, CHANGE),
  ]
    .filter(
      (found) => !isBenign(found.at(-1) ?? '') && !/^\d{1,5}$|^(?:dc|ou|cn|o)=/i.test(found.at(-1) ?? ''),
    )
    .map((found) => toQuote(text, last(found, 'password')));
}

/** Up to the end of its argument, where that is quoted since there are spaces in it. */
function toQuote(text: string, edit: Edit): Edit {
  if (text[edit.end] !== ' ') return edit;
  const quote = OPENED.exec(text.slice(Math.max(0, edit.start - LONGEST_LEAD), edit.start))?.[1];
  if (quote === undefined) return edit;
  const rest = text.slice(edit.end, edit.end + LONGEST_REST).split('\n', 1)[0] ?? '';
  const length = rest.indexOf(quote);
  return length < 0 ? edit : { ...edit, end: edit.end + length };
}

/** A quote behind a space or a `=`, and the user before a password. */
const OPENED = /[\s=](?:-[A-Za-z])?(["'])(?:[^\s"':]{1,60}:)?$/;
const LONGEST_LEAD = 64;
const LONGEST_REST = 120;

/** `snyk auth …`, `wandb login …`, `ngrok config add-authtoken …`, `codecov -t …`: a program that is handed its token alone. */
const LOGINS = cue(
  ' auth| login| authtoken| add-authtoken| set-token| token| install| activate| register| join| apikey| set-key| configure',
);
const PROGRAM = /\b[a-z][\w.-]{1,24}(?: [a-z-]{2,16})?$/;
const LOGIN =
  / (?:auth|login|authtoken|add-authtoken|set-token|token|install|activate|register|join|apikey|set-key|configure) (?:(?:init|login|add|set) )?(?:--[a-z-]{2,20}[ =]|-[tkap] )?["']?((?=[^\s"']{0,40}\d)[A-Za-z0-9+/=_.:~-]{20,2000})(?=["']?(?:\s|$|[;&|)`.]))/y;
const LONGEST_PROGRAM = 44;
const UPLOADS = cue('codecov', 'whole');
const UPLOAD = /\bcodecov\b[^\n]{0,200}\s-t[ =]?([0-9a-f-]{36})\b/y;

function logins(text: string, heard: Heard): Edit[] {
  const logged = heard
    .matches(LOGINS, LOGIN)
    .filter(({ index }) => PROGRAM.test(text.slice(Math.max(0, index - LONGEST_PROGRAM), index)));
  return [...logged, ...heard.matches(UPLOADS, UPLOAD)]
    .filter(([, value = '']) => isToken(value))
    .map((match) => last(match, 'token'));
}

/** A UUID, hex, or what looks made by a machine; not a package, a version or a path. */
const isToken = (value: string): boolean =>
  /^[0-9a-f-]{24,64}$/.test(value) ||
  (isOpaque(value, 20) && !/[@/]\S*\.\d|\.(?:t?gz|whl|deb|rpm|zip)$/.test(value));

/** The edit of a match's last group, which ends where the match ends. */
export function last(found: RegExpExecArray, kind: string): Edit {
  const end = found.index + found[0].length;
  return { start: end - (found.at(-1) ?? '').length, end, kind };
}
