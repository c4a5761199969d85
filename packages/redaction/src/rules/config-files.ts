import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { judgeNamed } from '../values/judge.ts';
import { last } from './commands.ts';
import type { Rule, Scan } from './rule.ts';

/** Files with a syntax of their own: netrc, pgpass, htpasswd, Dockerfile, Terraform, SQL, routers, Ansible Vault, DSNs without a scheme. */
export const configFiles: Rule = {
  name: 'config-files',
  mayFind: ({ marks }) => (marks & (Mark.SPACE | Mark.LINE | Mark.ASSIGN)) > 0,
  find: (text, scan) => [...forms(text), ...named(text, scan), ...inserts(text, scan), ...lists(text, scan)],
};

/** What tells that a form may be there, and the form, whose last group is the secret. */
const FORMS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /login /,
    /\b(?:machine\s{1,4}\S{1,200}|default)\s{1,8}login\s{1,4}\S{1,200}\s{1,8}password\s{1,4}(\S{2,400})/g,
  ],
  [
    / '/,
    /\b(?:IDENTIFIED\s{1,4}BY|(?:WITH\s{1,4})?(?:ENCRYPTED\s{1,4})?PASSWORD)\s{1,4}'([^'\n]{3,200})(?=')/gi,
  ],
  [/:\d{2,5}:|:\*:/, /^[\w.*-]{1,200}:(?:\d{2,5}|\*):[\w*-]{1,64}:[\w*.@-]{1,64}:([^\s:][^\s]{2,200})$/gm],
  [/:[${]/, /^[\w.@-]{1,64}:((?:\$(?:apr1|2[aby]|[156]|y)\$|\{SHA\})[./A-Za-z0-9$+=]{13,120})/gm],
  [
    /enable |username |snmp-server|key-string|pre-shared/,
    /\b(?:enable (?:secret|password)|username \S{1,64} (?:privilege \d{1,2} )?(?:secret|password)|snmp-server community|key-string|pre-shared-key)(?: \d)? (\S{4,200})/g,
  ],
  [/ANSIBLE_VAULT/, /\$ANSIBLE_VAULT;[\d.]{1,5};AES256[^\n]{0,80}\n\s*((?:[0-9a-f]{6,100}\s*){1,2000})/g],
  [
    /:[^\s:@]{4,100}@/,
    /(?<![\w/@.%+-])[\w.+-]{1,64}:([^\s:@/"'`<>]{4,100})(?=@(?:tcp\(|unix\(|localhost\b|\[?[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}|[\w-]{1,63}:\d))/g,
  ],
];

function forms(text: string): Edit[] {
  return FORMS.filter(([hint]) => hint.test(text))
    .flatMap(([, form]) => [...text.matchAll(form)])
    .filter(([, value = '']) => !isBenign(value))
    .map((found) => toEdit(found, 'password'));
}

/** Where something follows the last group, in a lookahead, it is outside the match. */
const toEdit = last;

const DOCKER =
  /^[ \t]*(?:ENV|ARG|setenv|set)[ \t]{1,8}([A-Za-z_]\w{1,63})[ \t]{1,8}["']?([^\s"'=]{4,2000})/gm;
const TERRAFORM =
  /\bvariable\s{1,4}"([\w-]{2,64})"\s{0,4}\{[^{}]{0,400}?\bdefault\s{0,10}=\s{0,10}"([^"\n]{3,2000})(?=")/g;
const GROOVY = /^[ \t]*([A-Za-z]\w{2,63})[ \t]{1,4}['"]([^'"\n]{4,400})(?=['"][ \t]*$)/gm;

function named(text: string, scan: Scan): Edit[] {
  if (!/pass|secret|token|key|cred|pwd|auth/i.test(text)) return [];
  return [DOCKER, TERRAFORM, GROOVY].flatMap((form) =>
    [...text.matchAll(form)].flatMap((found) => {
      const kind = judgeNamed(scan.names, found[1] ?? '', found[2] ?? '');
      return kind === undefined ? [] : [toEdit(found, kind)];
    }),
  );
}

const INSERT = /\bINSERT\s{1,4}INTO\s{1,4}[\w."`[\]]{1,128}\s{0,4}\(([^()]{1,2000})\)\s{0,4}VALUES\s{0,4}/gi;
const ROW = /\s{0,4},?\s{0,4}\(((?:'(?:[^']|'')*'|[^()'])*)\)/y;
const CELL = /\s*'((?:[^']|'')*)'\s*|[^,]+/g;

/** Values of an INSERT under telling columns. */
function inserts(text: string, scan: Scan): Edit[] {
  if (!/insert\s/i.test(text)) return [];
  const edits: Edit[] = [];
  for (const found of text.matchAll(INSERT)) {
    const columns = (found[1] ?? '').split(',').map((name) => name.trim().replace(/["`[\]]/g, ''));
    ROW.lastIndex = found.index + found[0].length;
    for (let row = ROW.exec(text); row !== null; row = ROW.exec(text)) {
      const from = row.index + row[0].lastIndexOf(row[1] ?? '', row[0].length - 1);
      [...(row[1] ?? '').matchAll(CELL)].forEach((cell, index) => {
        const value = cell[1];
        const kind = value === undefined ? undefined : judgeNamed(scan.names, columns[index] ?? '', value);
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

const LIST =
  /^([ \t]*)(?:- )?["']?([A-Za-z_][\w.-]{2,63})["']?:[ \t]*\n((?:[ \t]*- [^\n]{3,400}\n?){1,200})/gm;
const ITEM = /^[ \t]*- ["']?([^\n"'#]{3,400}?)["']?[ \t]*$/gm;

/** Items of a YAML list under a telling name. */
function lists(text: string, scan: Scan): Edit[] {
  if (!text.includes('- ')) return [];
  const edits: Edit[] = [];
  for (const found of text.matchAll(LIST)) {
    const [whole, , name = '', items = ''] = found;
    if (scan.names.strength(name) !== 'secret') continue;
    const from = found.index + whole.length - items.length;
    for (const item of items.matchAll(ITEM)) {
      const value = item[1] ?? '';
      const start = from + item.index + item[0].indexOf(value);
      if (!/:\s/.test(value) && (isOpaque(value, 6) || /\d/.test(value)) && !isBenign(value))
        edits.push({ start, end: start + value.length, kind: 'secret' });
    }
  }
  return edits;
}
