import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Heard } from '../heard.ts';
import { type Edit, moved } from '../edit.ts';
import { Mark, PARTED } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { normalName } from '../names/normal-name.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { kindOf } from '../values/kind-of.ts';
import { judgeNamed } from '../values/judge.ts';
import { last } from './commands.ts';
import { FORMS } from './forms.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Files with a syntax of their own: netrc, pgpass, htpasswd, cookie jars, Dockerfile, Terraform, SQL, routers, Ansible Vault, Kubernetes secrets, DSNs without a scheme. */
export const configFiles: Rule = {
  name: 'config-files',
  mayFind: ({ marks, quotes, heard }) =>
    (marks & Mark.ASSIGN) > 0 || (((marks & PARTED) > 0 || quotes > 1) && heard.hasAny(HINTS)),
  find: (text, scan, { heard, marks }) => [
    ...forms(text, heard),
    ...((marks & Mark.AT) > 0 ? logins(text) : []),
    ...((marks & PARTED) > 0 && heard.has(STEMS) ? named(text, heard, scan) : []),
    ...(heard.has(INSERTS) ? inserts(text, scan) : []),
    ...heard.matches(UPDATES, UPDATE).flatMap((found) => updated(found, scan)),
    ...((marks & LISTING) === LISTING ? lists(text, scan) : []),
    ...((marks & Mark.LINE) > 0 && heard.has(SECRETS) ? manifests(text) : []),
    ...(heard.starts(HOLDERS).some((at) => endsLine(text, text.indexOf(':', at))) ? maps(text) : []),
  ],
};

function forms(text: string, heard: Heard): Edit[] {
  const possible = heard.hasAny(HINTS_OF_FORMS) ? FORMS : FORMS_WITHOUT_WORDS;
  return possible
    .filter(([hint]) => (hint instanceof RegExp ? hint.test(text) : heard.has(hint)))
    .flatMap(([, form]) => allMatches(text, form))
    .filter(([, value = '']) => !isBenign(value))
    .map((found) => toEdit(found, 'password'));
}

const FORMS_WITHOUT_WORDS = FORMS.filter(([hint]) => hint instanceof RegExp);
const HINTS_OF_FORMS: readonly Cue[] = FORMS.flatMap(([hint]) => (hint instanceof RegExp ? [] : [hint]));

const LOGIN =
  /(?:^|[^\w/@.%+:-])(?!(?:npm|jsr|mailto|sips?|xmpp|acct|workspace|patch|file|git|github|gist|catalog):)[\w.+-]{1,64}:([^\s:@/"'`<>()]{4,100})$/i;
const HOST =
  /@(?!sha\d{1,3}:|[\w-]{1,63}\.iam\.|\d(?:\.\d)?x\.|\d{1,4}\.\d{1,4}\.\d{1,4}(?!\.\d))(?:tcp\(|unix\(|localhost\b|\[?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|[\w-]{1,63}:\d)/y;
const LONGEST_LOGIN = 170;

/** `user:password@host` without a scheme. */
function logins(text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = text.slice(Math.max(0, at - LONGEST_LOGIN), at);
    const colon = before.lastIndexOf(':');
    if (colon < 1 || before.length - colon < 5) continue;
    HOST.lastIndex = at;
    const value = HOST.test(text) ? LOGIN.exec(before)?.[1] : undefined;
    if (value !== undefined && !isBenign(value) && !isWordAtPort(value, text, at))
      edits.push({ start: at - value.length, end: at, kind: 'password' });
  }
  return edits;
}

/** `thread:user@host:9000`, as logs name who does what. */
const isWordAtPort = (value: string, text: string, at: number): boolean =>
  /^[a-z]+$/.test(value) && text[at + 1] !== '[' && /^@[a-z][\w-]*:\d/.test(text.slice(at, at + 80));

/** Where something follows the last group, in a lookahead, it is outside the match. */
const toEdit = last;

const STEMS = cue('pass|secret|token|key|cred|pwd|auth');
const SETTERS = cue('env |env\t|arg |arg\t|set |set\t|setx ');
const VARIABLES = cue('variable');
const SETTINGS = cue('configure set |config set |config:set |secret set |secrets set ');
const SETTING =
  /(?:configure set |config set |config:set |secrets? set )(?:--?[\w-]{1,30} ){0,3}["']?([\w./:@-]{2,80})["']?[ =]["']?([^\s"']{4,2000})/iy;
const TOOLS = cue('poetry config |composer config |gh variable set ');
/** What a tool keeps under the name of a service behind its own, as `pypi-token.acme`. */
const OF_SERVICE =
  /\b(?:poetry|composer) config (?:--?[\w-]{1,30} ){0,3}([\w-]{2,40})\.[\w.-]{1,80} ["']?([^\s"'-][^\s"']{3,2000})/iy;
/** `gh variable set TOKEN -b …`: its name stands before or behind other options. */
const OF_REPOSITORY =
  /\bgh variable set (?:--?(?!b\b|body\b)[\w-]{1,30}[ =][^\s"'-][^\s"']{0,80} ){0,3}([\w-]{2,80})(?: --?(?!b\b|body\b)[\w-]{1,30}[ =][^\s"'-][^\s"']{0,80}){0,3} (?:-b|--body)[ =]?["']?([^\s"']{4,2000})/iy;
const STORES = cue('redis-cli|valkey-cli', 'whole');
const STORED =
  /\b(?:redis|valkey)-cli\b[^\n]{0,200}?\s(?:SET|GETSET|SETNX|P?SETEX|H(?:SET|SETNX|MSET) [^\s]{1,100}) ["']?([\w:.{}-]{2,80})["']? (?:\d{1,9} )?["']?([^\s"']{4,2000})/iy;
const DOCKER =
  /^[ \t]*(?:ENV|ARG|setenv|setx|set)[ \t]{1,8}(?:-(?:[aglpuxU]{1,6}|-(?:append|export|function|global|local|path|prepend|unpath|universal))[ \t]{1,4}){0,3}([A-Za-z_]\w{1,63})[ \t]{1,8}["']?([^\s"'=]{4,2000})/gm;
const TERRAFORM =
  /\bvariable\s{1,4}"([\w-]{2,64})"\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,10}=\s{0,10}"([^"\n]{3,2000})(?=")/y;
const GROOVY =
  /(?:pass|secret|token|key|cred|pwd|auth)\w{0,40}[ \t]{1,4}['"]([^'"\n]{4,400})(?=['"][ \t]*$)/imy;

function named(text: string, heard: Heard, scan: Scan): Edit[] {
  const blocks = [
    ...(heard.has(SETTERS) ? allMatches(text, DOCKER) : []),
    ...heard.matches(VARIABLES, TERRAFORM),
    ...heard.matches(SETTINGS, SETTING),
    ...heard.matches(STORES, STORED),
    ...heard.matches(TOOLS, OF_SERVICE),
    ...heard.matches(TOOLS, OF_REPOSITORY),
  ];
  const lines = heard
    .matches(STEMS, GROOVY)
    .filter(({ input, index }) => /^\s*\w*$/.test(lineBefore(input, index)));
  return [
    ...heard.matches(DIRECTIVES, DIRECTIVE).flatMap((found) => directive(found, scan)),
    ...[...blocks, ...lines].flatMap((found) => {
      const name = found.length > 2 ? (found[1] ?? '') : nameAround(found);
      const kind = judgeNamed(scan.names, name, found.at(-1) ?? '');
      return kind === undefined ? [] : [toEdit(found, kind)];
    }),
  ];
}

const LONGEST_NAME = 60;
const LONGEST_LINE = 200;
const lineBefore = (text: string, at: number): string =>
  /[^\n]*$/.exec(text.slice(Math.max(0, at - LONGEST_NAME), at))?.[0] ?? '';

/** The word that a match begins in. */
function nameAround({ input, index }: RegExpExecArray): string {
  const head = /[\w.-]*$/.exec(lineBefore(input, index))?.[0] ?? '';
  return head + (/^[\w.-]*/.exec(input.slice(index, index + LONGEST_NAME))?.[0] ?? '');
}

/** The last two words of a line, the first of them a telling name: `requirepass …`, `password    …`. */
const DIRECTIVES = cue('pass|secret|token|key|cred|pwd|auth|jwt|otp');
const DIRECTIVE =
  /(?:pass|secret|token|key|cred|pwd|auth|jwt|otp)[\w.-]{0,40}[ \t]{1,40}["']?([^\s"'=:,()]{6,400})(?=["']?;?[ \t]*\r?$)/imy;

function directive(found: RegExpExecArray, { names }: Scan): Edit[] {
  const [, value = ''] = found;
  const name = nameAround(found);
  const isSecret =
    names.strength(name) === 'secret' && /\d/.test(value) && isOpaque(value, 8) && !isCommonId(value);
  return isSecret && !isBenign(value) ? [toEdit(found, kindOf(normalName(name)))] : [];
}

const INSERTS = cue('insert |insert\t|insert\n|insert\r');
const INSERT =
  /\bINSERT\s{1,4}INTO\s{1,4}([\w."`[\]]{1,128})\s{0,4}\(([^()]{1,2000})\)\s{0,4}VALUES\s{0,4}/gi;
/** What a row of a table that is called for secrets keeps its own in. */
const OF_TABLE = /^(?:key|token|value|secret|key_?hash|token_?hash)$/i;
const TABLE_OF_SECRETS =
  /(?:(?:api|access|secret|licen[cs]e)_?keys?|(?:api|access|auth|refresh|reset|session)_?tokens?|secrets|credentials)["`\]]?$/i;
const ROW = /\s{0,4},?\s{0,4}\(((?:'[^']*'|[^()'])*)\)/y;
const CELL = /\s*'((?:[^']|'')*)'\s*|[^,]+/g;

/** Values of an INSERT under telling columns. */
function inserts(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const found of allMatches(text, INSERT)) {
    const [, table = '', list = ''] = found;
    const columns = list.split(',').map((column) => column.trim().replace(/["`[\]]/g, ''));
    const isOfSecrets = TABLE_OF_SECRETS.test(table);
    ROW.lastIndex = found.index + found[0].length;
    for (let row = ROW.exec(text); row !== null; row = ROW.exec(text)) {
      const from = row.index + row[0].lastIndexOf(row[1] ?? '', row[0].length - 1);
      allMatches(row[1] ?? '', CELL).forEach((cell, index) => {
        const value = cell[1];
        const kind =
          value === undefined ? undefined : judgeCell(columns[index] ?? '', value, isOfSecrets, scan);
        if (kind !== undefined && value !== undefined)
          edits.push({
            start: from + cell.index + cell[0].indexOf("'") + 1,
            end: from + cell.index + cell[0].indexOf("'") + 1 + value.length,
            kind,
          });
      });
    }
  }
  return edits;
}

const UPDATES = cue('update', 'whole');
/** A setting by its name: `UPDATE settings SET value = '…' WHERE name = 'smtp_password'`. */
const UPDATE =
  /update\s{1,4}[\w."`[\]]{1,128}\s{1,4}set\s{1,4}["`[]?\w{0,40}(?:value|content|data|secret)["`\]]?\s{0,4}=\s{0,4}N?'([^'\n]{4,400})'(?:\s{0,4},\s{0,4}\w{1,40}\s{0,4}=\s{0,4}[\w.()]{1,60}){0,3}\s{1,10}where\s{1,4}[\w."`[\]]{1,80}\s{0,4}=\s{0,4}N?'([\w.:/-]{2,80})'/iy;

function updated({ 0: whole, 1: value = '', 2: name = '', index }: RegExpExecArray, { names }: Scan): Edit[] {
  const kind = judgeNamed(names, name, value);
  const start = index + whole.indexOf(`'${value}'`) + 1;
  return kind === undefined ? [] : [{ start, end: start + value.length, kind }];
}

/** In a table of secrets the key of a row is as often its name. */
function judgeCell(column: string, value: string, isOfSecrets: boolean, { names }: Scan): string | undefined {
  const kind = judgeNamed(names, column, value);
  if (kind !== undefined || !isOfSecrets || !OF_TABLE.test(column)) return kind;
  return isOpaque(value, 8) || isPasswordLike(value) ? judgeNamed(names, 'api_key', value) : undefined;
}

const LISTING = Mark.DASH | Mark.LINE | Mark.ASSIGN;
const COLON = 58;
const MOST_SPACE = 20;
const MOST_INDENT = 60;
const NAME = /^[ \t]*(?:- )?["']?([A-Za-z_][\w.-]{2,63})["']?$/;
const ITEMS = /(?:[ \t]*- [^\n]{3,400}\n?){1,200}/y;
const ITEM = /^[ \t]*- ["']?([^\n"'#]{3,400}?)["']?[ \t]*$/gm;

/** Items of a YAML list under a telling name. */
function lists(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    const index = lastSign(text, end);
    if (text.charCodeAt(index) !== COLON || !isItem(text, end + 1)) continue;
    const line = text.slice(Math.max(text.lastIndexOf('\n', index) + 1, index - LONGEST_LINE), index);
    const name = NAME.exec(line)?.[1];
    if (name === undefined || scan.names.strength(name) !== 'secret') continue;
    const from = end + 1;
    ITEMS.lastIndex = from;
    const items = ITEMS.exec(text)?.[0] ?? '';
    for (const item of allMatches(items, ITEM)) {
      const value = item[1] ?? '';
      const start = from + item.index + item[0].indexOf(value);
      if (!/:\s/.test(value) && (isOpaque(value, 6) || /\d/.test(value)) && !isBenign(value))
        edits.push({ start, end: start + value.length, kind: 'secret' });
    }
  }
  return edits;
}

/** The place of the last sign of a line, behind which hardly any space stands. */
function lastSign(text: string, end: number): number {
  let at = end - 1;
  for (let code = text.charCodeAt(at); end - at <= MOST_SPACE && (code === 32 || code === 9);)
    code = text.charCodeAt((at -= 1));
  return at;
}

function isItem(text: string, from: number): boolean {
  let at = from;
  for (let code = text.charCodeAt(at); at - from < MOST_INDENT && (code === 32 || code === 9);)
    code = text.charCodeAt((at += 1));
  return text.charCodeAt(at) === 45 && text.charCodeAt(at + 1) === 32;
}

const HOLDERS = cue('tokens:|api_keys:|api-keys:|apikeys:|secrets:|passwords:|credentials:');
const MAP =
  /^([ \t]{0,40})(?:[\w-]{1,40}[_-])?(?:tokens|api[_-]?keys|secrets|passwords|credentials):[ \t]{0,8}\r?\n((?:\1[ \t]{1,8}[\w.-]{1,60}:[ \t]{1,8}[^\n]{1,400}\n?){1,100})/gim;
const MAPPED = /^[ \t]+[\w.-]{1,60}:[ \t]+["']?([^\s"'#]{8,400})(?=["']?[ \t]*\r?$)/gm;

/** True where nothing stands on its line behind a colon: numbers of tokens stand there, of which recordings are full. */
function endsLine(text: string, colon: number): boolean {
  LINE_END.lastIndex = colon + 1;
  return LINE_END.test(text);
}

const LINE_END = /[ \t]{0,8}\r?\n/y;

/** Secrets by what they are for, in a map of YAML under a name of several. */
const maps = (text: string): Edit[] =>
  allMatches(text, MAP).flatMap(({ 0: whole, 2: entries = '', index }) => {
    const from = index + whole.length - entries.length;
    return allMatches(entries, MAPPED)
      .filter(([, value = '']) => isOpaque(value, 20) && !isCommonId(value) && !isBenign(value))
      .map((found) => toEdit(found, 'secret'))
      .map((edit) => moved(edit, from));
  });

const SECRETS = cue('secret');
const SECRET_KIND = /^[ \t-]*kind:[ \t]*["']?Secret["']?[ \t]*\r?$/m;
const DATA = /^([ \t]*)(?:data|stringData):[ \t]*\r?\n((?:\1[ \t]+[^\n]*\n?|[ \t]*\n){1,2000})/gm;
const ENTRY =
  /^([ \t]+)["']?[\w.-]{1,253}["']?:[ \t]*(?:[|>][-+\d]*[ \t]*\r?\n((?:\1[ \t]+[^\n]*\n?|[ \t]*\n){1,2000})|["']?([^\s"'|>][^\n"']{0,8000}?)["']?[ \t]*\r?$)/gm;

/** Whatever a Kubernetes `Secret` holds under `data` and `stringData`. */
function manifests(text: string): Edit[] {
  if (!SECRET_KIND.test(text)) return [];
  const edits: Edit[] = [];
  let from = 0;
  for (const manifest of text.split(/^(?=---|[ \t]*- apiVersion:)/m)) {
    if (SECRET_KIND.test(manifest))
      for (const block of allMatches(manifest, DATA)) {
        const [whole, , entries = ''] = block;
        const at = from + block.index + whole.length - entries.length;
        for (const entry of allMatches(entries, ENTRY)) {
          const value = (entry[2] ?? entry[3] ?? '').trim();
          const start = at + entry.index + entry[0].lastIndexOf(value);
          if (!isBenign(value)) edits.push({ start, end: start + value.length, kind: 'secret' });
        }
      }
    from += manifest.length;
  }
  return edits;
}

/** One of these words stands wherever no `:` or `=` has to. */
const HINTS: readonly Cue[] = [STEMS, HOLDERS, INSERTS, UPDATES, ...HINTS_OF_FORMS];
