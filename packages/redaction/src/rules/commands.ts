import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { judgeNamed } from '../values/judge.ts';
import type { Rule, Scan } from './rule.ts';

/** Secrets on command lines: `--password …`, `curl -u user:…`, `mysql -p…`. */
export const commands: Rule = {
  name: 'commands',
  mayFind: ({ marks }) => (marks & Mark.DASH) > 0 && (marks & Mark.SPACE) > 0,
  find: (text, scan) => [...flags(text, scan), ...programs(text)],
};

const FLAG =
  /(?:^|[\s"'`,[(])--?([A-Za-z][\w-]{1,60})(?:["']?,?)[ \t]{1,8}(?:\\?["'])?((?!-)[^\s"'`,\]\\]{3,4000})/g;

function flags(text: string, scan: Scan): Edit[] {
  return [...text.matchAll(FLAG)].flatMap((found) => {
    const [, name = '', value = ''] = found;
    const kind = judgeNamed(scan.names, name, value);
    return kind === undefined || /[(){}]/.test(value) ? [] : [last(found, kind)];
  });
}

const USER =
  /\b(?:curl|wget|http|xh)\b[^\n]{0,400}?\s(?:-u|-a|--user|--proxy-user|--auth)[ =]?["']?([^\s:"']{1,200}):([^\s"']{3,400})/g;
const SHORT =
  /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|mongo|mongosh|redis-cli|smbclient|docker login|az login|psql|htpasswd|ldapsearch|sqlcmd|bcp|winexe|rclone|mosquitto_[ps]ub)\b[^\n]{0,300}?\s-(?:p|a|w|b|P)[ ]?["']?((?!-)[^\s"'-][^\s"']{2,200})/g;
const PROGRAM =
  /curl|wget|http|xh |mysql|mariadb|sshpass|mongo|redis-cli|smbclient|login|psql|htpasswd|ldap|sqlcmd|rclone|mosquitto/;

function programs(text: string): Edit[] {
  if (!PROGRAM.test(text)) return [];
  return [...text.matchAll(USER), ...text.matchAll(SHORT)]
    .filter((found) => !isBenign(found.at(-1) ?? '') && !/^\d{1,5}$/.test(found.at(-1) ?? ''))
    .map((found) => last(found, 'password'));
}

/** The edit of a match's last group, which ends where the match ends. */
export function last(found: RegExpExecArray, kind: string): Edit {
  const end = found.index + found[0].length;
  return { start: end - (found.at(-1) ?? '').length, end, kind };
}
