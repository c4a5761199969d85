import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';

/**
 * A password beside its user, where neither is named: `-u bob -p …`, `--user root:…`, `user = "bob:…"`,
 * `connect("jdbc:…", "bob", "…")`.
 */
export const credentialPairs: Rule = {
  name: 'credential-pairs',
  needsWords: true,
  mayFind: ({ marks, quotes, heard }) =>
    ((marks & Mark.SPACE) > 0 || quotes >= 2) && heard.hasAny([FLAGS, NAMES, SOURCES]),
  find(_text, _scan, { heard }) {
    return [
      ...heard.matches(FLAGS, FLAGGED),
      ...heard.matches(FLAGS, JOINED),
      ...heard.matches(NAMES, NAMED),
      ...heard.matches(SOURCES, CONNECTED),
    ]
      .filter((found) => isMadeUp(found.at(-1) ?? ''))
      .map((found): Edit => last(found, 'password'));
  },
};

/** Words, ports, numbers of users and paths are none. */
const isMadeUp = (value: string): boolean =>
  !isBenign(value) && !/^[\d:.]+$|^[./~$<]/.test(value) && (isPasswordLike(value) || isOpaque(value, 8));

const FLAGS = cue(' -u| --user| --login| --creds| --src-creds| --dest-creds| login');
const FLAGGED =
  /\s(?:(?:-[uU]|--user(?:name)?|--login)[ =]["']?[\w.@\\-]{1,100}["']?|login \S{1,100} \S{1,100})(?: (?!-[pP]\b)\S{1,80}){0,3}? (?:-[pP]|--pass(?:word)?|--pw)[ =]?["']?([^\s"']{4,200})/y;
const JOINED =
  /\s(?:-u|--user|--login|--creds|--src-creds|--dest-creds)[ =]["']?[\w.@-]{1,64}[:,]([^\s"':,@/]{4,200})(?=["']?(?:\s|$))/iy;

const NAMES = cue('user|auth|login|cred|ident');
const NAMED =
  /(?:user(?:_?pwd|_?pass)?|auth(?:_?ident)?|login|credentials?|ident)["']?\s{0,4}[:=]\s{0,4}["'][\w.@-]{1,64}:([^\s"':@/]{6,200})(?=["'])/iy;

/** What names a database, then a user, then a password. */
const SOURCES = cue('jdbc:|dbi:|mysql:|pgsql:|sqlsrv:|oci:|odbc:|://');
const CONNECTED =
  /(?:jdbc:|dbi:|mysql:|pgsql:|sqlsrv:|oci:|odbc:|:\/\/)[^"'`\n]{1,300}["'`]\s{0,4},\s{0,40}["'`][^"'`\s]{1,100}["'`]\s{0,4},\s{0,40}["'`]([^"'`\s]{4,200})(?=["'`])/iy;
