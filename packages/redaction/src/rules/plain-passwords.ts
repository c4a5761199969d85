import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isLabel } from '../values/judge.ts';
import { last } from './commands.ts';
import type { Rule, Scan } from './rule.ts';

/**
 * Words that are passwords for where they stand, as nothing in them tells: in a variable of a shell, behind an option,
 * in a connection string, under the name of a database, beside a user in a file of settings.
 */
export const plainPasswords: Rule = {
  name: 'plain-passwords',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & Mark.ASSIGN) > 0 && heard.has(NAMED),
  find: (text, scan, { heard }) =>
    heard
      .matches(NAMED, WORD)
      .filter((found) => {
        const place = placeOf(text, found);
        return PLACES.some((isThere) => isThere(place)) && isWord(place.value, scan);
      })
      .map((found): Edit => last(found, 'password')),
};

const NAMED = cue('password=|passwd=|passphrase=|pwd=|pass=|password: |passwd: |password = |passwd = ');
const WORD =
  /(?:pass(?:word|wd|phrase)?|pwd)(?:=|: | = )["']?([A-Za-z][A-Za-z-]{3,40})(?=["']?(?:[\s;&"'\\]|$))/iy;

/** Neither what asks for a password, nor the name of a variable or a constant. */
const isWord = (value: string, { names }: Scan): boolean =>
  !isBenign(value) &&
  !ASKS.test(value) &&
  !/[a-z][A-Z]|^[A-Z-]+$/.test(value) &&
  names.strength(value) === undefined &&
  !isLabel(value, names);
const ASKS =
  /^[a-z-]{0,12}(?:passw(?:or)?d|passphrase|passwort|secret|pass)(?:here)?$|^(?:your|my|some|the|enter|insert)[a-z-]{3,20}$|^(?:getpass|input|prompt|hash(?:ed)?|encrypted|plaintext|foobar)$/i;

interface Place {
  readonly text: string;
  /** The whole name, and where it begins. */
  readonly name: string;
  readonly start: number;
  /** What stands between the name and the value. */
  readonly sign: string;
  readonly value: string;
  readonly end: number;
}

function placeOf(text: string, { 0: whole, 1: value = '', index }: RegExpExecArray): Place {
  const stem = whole.slice(0, whole.search(/[=: ]/));
  let start = index;
  while (start > 0 && index - start < LONGEST_NAME && IN_NAME[text.charCodeAt(start - 1)] === 1) start -= 1;
  const sign = whole.slice(stem.length, whole.length - value.length).replace(/["']$/, '');
  return { text, name: text.slice(start, index) + stem, start, sign, value, end: index + whole.length };
}

const LONGEST_NAME = 80;
const IN_NAME = new Uint8Array(128);
for (const sign of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-')
  IN_NAME[sign.charCodeAt(0)] = 1;

/** `-e MYSQL_PASSWORD=…`, `PGPASSWORD=… pg_dump`, `"PASS=…"` in a list. */
const isOfShell = ({ text, name, start, sign }: Place): boolean =>
  sign === '=' &&
  /^[A-Z][A-Z0-9_]*$/.test(name) &&
  /(?:^|[\s"'[;]|\\[nrt])$/.test(text.slice(Math.max(0, start - 2), start));

/** `--password=…` */
const isOption = ({ text, name, start, sign }: Place): boolean =>
  sign === '=' &&
  /^--[a-z][a-z-]*$/.test(name) &&
  /^$|[\s"'`[]/.test(text.slice(Math.max(0, start - 1), start));

/** `Server=…;User ID=…;Password=…` */
const isOfConnection = ({ text, start, sign }: Place): boolean =>
  sign === '=' &&
  text[text[start - 1] === ' ' ? start - 2 : start - 1] === ';' &&
  CONNECTION.test(text.slice(Math.max(0, start - LONGEST_CONNECTION), start));
const LONGEST_CONNECTION = 240;
const CONNECTION =
  /(?:user(?: ?id|name)?|uid|server|data source|host|initial catalog|database|driver|dsn)=[^;\n]{1,80};(?:[\w -]{2,40}=[^;\n]{0,80};){0,4} ?$/i;

/** `spring.datasource.password=…`, `-Dsmtp.password=…`, `--set auth.password=…` */
const isOfService = ({ text, name, start, value }: Place): boolean =>
  /^[a-z]/.test(value) &&
  (SERVICE.test(name)
    ? name.startsWith('-D') || /^$|[\n\r]/.test(text.slice(Math.max(0, start - 1), start))
    : name.includes('.') && /(?:^|\s)--set(?:-string)? $/.test(text.slice(Math.max(0, start - 14), start)));
const SERVICE =
  /^(?:-D)?(?:[a-z][\w-]*\.)*(?:data-?source|db|database|jdbc|connection|mail|smtp|imap|redis|ldap|rabbitmq|activemq|kafka|mongo(?:db)?|neo4j|elasticsearch|postgres(?:ql)?|mysql|mariadb|oracle|ssl|key-?store|trust-?store|sftp|ftp|proxy|jmx|vault|nexus)\.(?:[a-z]+[.-])?pass(?:word|wd|phrase)?$/i;

/** Alone on its line in a file of settings, where a line beside it names a user or a host. */
function isBesideUser({ text, name, start, sign, value, end }: Place): boolean {
  if (
    !/^[a-z]/.test(value) ||
    !/^[a-z]/.test(name) ||
    !/^$|[\n\t ]/.test(text.slice(Math.max(0, start - 1), start))
  )
    return false;
  const before = text.slice(Math.max(0, start - LONGEST_WINDOW), start);
  const lead = before.slice(before.lastIndexOf('\n') + 1);
  if (!/^[ \t]*(?:- )?$/.test(lead)) return false;
  const after = text.slice(end, end + LONGEST_WINDOW).split('\n');
  if (!/^["']?[ \t]*\r?$/.test(after[0] ?? '')) return false;
  if (sign === ' = ' && !(before.includes(']') && SECTION.test(before))) return false;
  const lines = [...before.split('\n').slice(-3, -1), ...after.slice(1, 3)];
  return lines.some((line) => indentOf(line) === lead.length && BESIDE.test(line));
}

const LONGEST_WINDOW = 240;
const indentOf = (line: string): number => /^[ \t]*(?:- )?/.exec(line)?.[0].length ?? 0;
const SECTION = /(?:^|\n)\[[\w .:"-]{1,60}\][ \t]*\r?\n(?:[^\n[]{0,100}\n){0,8}[^\n]*$/;
/** Its value is no label, and no expression. */
const BESIDE =
  /^[ \t]*(?:- )?(?:[\w.-]*[._])?(?:user(?:[_-]?name)?|login|uid|host(?:name)?|url|port|server|database|db[_-]?name|driver(?:[_-]class[_-]name)?)(?:=|: | = )["']?(?![A-Z][a-z]+["']?[ \t]*\r?$)[^\s"',(){}[\]]{2,200}["']?[ \t]*\r?$/;

const PLACES: readonly ((place: Place) => boolean)[] = [
  isOfShell,
  isOption,
  isOfConnection,
  isOfService,
  isBesideUser,
];
