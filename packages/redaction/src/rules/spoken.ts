import type { Edit } from '../edit.ts';
import { judgeNamed } from '../values/judge.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { Mark } from '../signals.ts';
import type { Rule, Scan } from './rule.ts';

/** Secrets after a word and a space: `Bearer …`, `--password …`, netrc, `your code is …`, `curl -u …`. */
export const spoken: Rule = {
  name: 'spoken',
  mayFind: ({ marks }) => (marks & Mark.SPACE) > 0 || (marks & Mark.ASSIGN) > 0,
  find(text, scan) {
    if (!CUE.test(text)) return [];
    return [...schemes(text), ...flags(text, scan), ...sentences(text, scan), ...codes(text), ...files(text)];
  },
};

const CUE =
  /pass|token|secret|key|code|otp|pin|bearer|basic|bot|oauth|ssws|hawk|negotiate|pwd|login|cvv|cvc|cred|2fa|mfa|sms|sign|curl|mysql|maria|redis|mongo|psql|identified|snmp|:\$|\{SHA|:\d{2,5}:|contrase/i;

const SCHEME =
  /\b(?:bearer|basic|negotiate|apikey|ssws|hawk|token|bot|oauth|splunk|genie[kK]ey|zoho-oauthtoken)\s{1,4}["']?([A-Za-z0-9._~+/=:|-]{8,8000})/gi;

function schemes(text: string): Edit[] {
  return [...text.matchAll(SCHEME)]
    .filter(({ 0: whole, 1: value = '' }) =>
      /^basic/i.test(whole) ? isUserPass(value) : isOpaque(value, 14),
    )
    .map((found) => last(found, 'authorization'));
}

function isUserPass(value: string): boolean {
  return (
    /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) &&
    /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'))
  );
}

const FLAG =
  /(?:^|[\s"'`,[(])--?([A-Za-z][\w-]{1,60})(?:["']?,?)[ \t]{1,8}(?:\\?["'])?((?!-)[^\s"'`,\]\\]{3,4000})/g;
const USER_FLAG =
  /\bcurl\b[^\n]{0,400}?\s(?:-u|--user|--proxy-user)[ =]?["']?([^\s:"']{1,200}):([^\s"']{3,400})/g;
const SHORT_FLAG =
  /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|mongo|mongosh|redis-cli|smbclient|docker login|az login|psql|htpasswd|ldapsearch)\b[^\n]{0,300}?\s-(?:p|a|w|b)[ ]?["']?((?!-)[^\s"'-][^\s"']{2,200})/g;

function flags(text: string, scan: Scan): Edit[] {
  if (!text.includes('-')) return [];
  const edits = [...text.matchAll(USER_FLAG), ...text.matchAll(SHORT_FLAG)]
    .filter((found) => !isBenign(found.at(-1) ?? '') && !/^\d{1,5}$/.test(found.at(-1) ?? ''))
    .map((found) => last(found, 'password'));
  for (const found of text.matchAll(FLAG)) {
    const kind = judgeNamed(scan.names, found[1] ?? '', found[2] ?? '');
    if (kind !== undefined && !/[(){}]/.test(found[2] ?? '')) edits.push(last(found, kind));
  }
  return edits;
}

const SENTENCE =
  /\b(pass ?word|pass ?phrase|pass ?code|api[ -]?key|secret(?: key)?|access[ -]?key|access[ -]?token|auth(?:entication)? token|client secret|private key|token|credentials?|pwd|contraseña|mot de passe|passwort)\b(?: for [^\s.]{1,40}| of [^\s.]{1,40}| \(?[a-z]{1,12}\)?){0,2}?(?: (?:is|was|are|be|to|as|equals|ist|est|es)(?: now| set to)?:?|:)\s{0,4}["'`“«*_]{0,3}([^\s"'`”»]{4,200})/gi;

function sentences(text: string, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const found of text.matchAll(SENTENCE)) {
    const value = (found[2] ?? '').replace(/[*_.,;:!?)]+$/, '');
    const isSecret = judgeNamed(scan.names, (found[1] ?? '').replaceAll(' ', '_'), value) !== undefined;
    if (!isSecret || !isUnlikeWords(value)) continue;
    const start = found.index + found[0].length - (found[2] ?? '').length;
    edits.push({ start, end: start + value.length, kind: 'password' });
  }
  return edits;
}

/** In a sentence a word is a word: only what mixes letters with digits or signs counts. */
function isUnlikeWords(value: string): boolean {
  if (/[(){}[\]<>=]|^\d{1,3}%?$|^https?:/.test(value)) return false;
  return (
    (/\d/.test(value) &&
      /[A-Za-z]/.test(value) &&
      !/^\d+(?:st|nd|rd|th|px|ms|s|kb|mb|gb|%|-\w+)$/i.test(value)) ||
    /^\d{4,}$/.test(value) ||
    /[a-z][!@#$%^&*][\w!@#$%^&*]/i.test(value) ||
    isOpaque(value, 10)
  );
}

const CODE =
  /\b(?:verification|security|login|access|one[- ]?time|confirmation|auth(?:entication|orization)?|2fa|mfa|otp|sms|sign[- ]?in|two[- ]factor|recovery|backup|pairing|reset|pin|cvv|cvc)\b[ -]{0,2}(?:pass)?(?:code|pin|password|otp|number|key)?s?\b(?: (?:for|of|to) [^.:\n\d]{1,40})?(?: is| are|:| =|-)?:?\s{0,4}["'`*_]{0,3}((?:G-)?\d{3,4}[ -]?\d{3,4}|\d{3,8})(?!\d|\.\d|%|[-/]\d)/gi;
const CODE_FIRST =
  /(?<![\w.-])((?:[A-Z]-)?\d{4,8}|\d{3}[ -]\d{3}) is your [^.\n]{0,60}?(?:code|otp|pin|password)\b/gi;

function codes(text: string): Edit[] {
  const edits = [...text.matchAll(CODE)].map((found) => last(found, 'code'));
  for (const found of text.matchAll(CODE_FIRST))
    edits.push({ start: found.index, end: found.index + (found[1] ?? '').length, kind: 'code' });
  return edits;
}

const NETRC =
  /\b(?:machine\s{1,4}\S{1,200}|default)\s{1,8}login\s{1,4}\S{1,200}\s{1,8}password\s{1,4}(\S{2,400})/g;
const PGPASS = /^[\w.*-]{1,200}:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w*.@-]{1,64}:([^\s:][^\s]{2,200})$/gm;
const SQL =
  /\b(?:IDENTIFIED\s{1,4}BY|(?:WITH\s{1,4})?(?:ENCRYPTED\s{1,4})?PASSWORD)\s{1,4}'([^'\n]{3,200})(?=')/gi;
const HTPASSWD = /^[\w.@-]{1,64}:((?:\$(?:apr1|2[aby]|[156]|y)\$|\{SHA\})[./A-Za-z0-9$+=]{13,120})/gm;
const NETWORK =
  /\b(?:enable (?:secret|password)|username \S{1,64} (?:privilege \d{1,2} )?(?:secret|password)|snmp-server community|key-string|pre-shared-key)(?: \d)? (\S{4,200})/g;

function files(text: string): Edit[] {
  const found: RegExpExecArray[] = [];
  if (text.includes('login ')) found.push(...text.matchAll(NETRC));
  if (text.includes(" '")) found.push(...text.matchAll(SQL));
  if (/:\d{2,5}:|:\*:/.test(text)) found.push(...text.matchAll(PGPASS));
  if (/:[${]/.test(text)) found.push(...text.matchAll(HTPASSWD));
  if (/enable |username |snmp-server|key-string|pre-shared/.test(text)) found.push(...text.matchAll(NETWORK));
  return found.filter(([, value = '']) => !isBenign(value)).map((match) => last(match, 'password'));
}

/** The edit of a match's last group, which ends where the match ends. */
function last(found: RegExpExecArray, kind: string): Edit {
  const end = found.index + found[0].length;
  return { start: end - (found.at(-1) ?? '').length, end, kind };
}
