import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import type { Rule } from './rule.ts';

/** Private keys in PEM (RFC 7468), OpenPGP armor, SSH2 and PuTTY files, whole or cut off, with real or escaped line ends. */
export const privateKeys: Rule = {
  name: 'private-keys',
  mayFind: ({ marks, runs }) => runs.length > 0 || (marks & Mark.DASH) > 0,
  find(text) {
    const edits: Edit[] = [];
    for (let at = text.indexOf('-- BEGIN '); at >= 0; at = text.indexOf('-- BEGIN ', at + 9))
      push(edits, text, at + 3);
    for (let at = text.indexOf('--BEGIN '); at >= 0; at = text.indexOf('--BEGIN ', at + 8))
      push(edits, text, at + 2);
    for (const found of text.matchAll(PUTTY)) edits.push(toEdit(found, found[1] ?? ''));
    if (/AgE|CAQ|IBA/.test(text))
      for (const found of text.matchAll(HEADLESS))
        edits.push({ start: found.index, end: found.index + found[0].length, kind: 'private_key' });
    return edits;
  },
};

const BEGIN = /BEGIN ((?:[A-Z0-9]{1,12} ){0,4})PRIVATE KEY(?: BLOCK)?-?-/y;
const END = /-{2,5} ?END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-?-{2,5}/;
const LONGEST = 40_000;

function push(edits: Edit[], text: string, at: number): void {
  BEGIN.lastIndex = at;
  const begin = BEGIN.exec(text);
  if (begin === null) return;
  let start = at;
  while (start > 0 && (text[start - 1] === '-' || text[start - 1] === ' ') && at - start < 6) start -= 1;
  const body = text.slice(at, at + LONGEST);
  const end = END.exec(body);
  const length = end === null ? (CUT.exec(body)?.[0].length ?? 0) : end.index + end[0].length;
  edits.push({ start, end: at + length, kind: 'private_key' });
}

/** A key without its end: as many lines of base64 as follow. */
const CUT = /^BEGIN [A-Z0-9 ]{0,60}-{2,5}(?:[A-Za-z0-9+/=\s]|\\[nr]|[A-Z][A-Za-z-]{2,20}: [^\n\\]{0,200})*/;
const PUTTY = /^Private-(?:Lines|MAC): *\d*\s*((?:[A-Za-z0-9+/=]{4,200}\s*){1,200})/gm;
/** DER of PKCS #1, PKCS #8 and SEC 1 keys in base64: a sequence that begins with a version number. */
const HEADLESS =
  /\b(?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:DAN|AKC|DA|AK)|MI[GH][A-Za-z0-9+/]AgE[AB]|MHcCAQEE|MHQCAQEE|MGgCAQEE|MC4CAQAwBQYDK2V)[A-Za-z0-9+/=_-]{20,8000}(?:\\?\r?\\?\n[A-Za-z0-9+/=]{1,100}){0,100}/g;

function toEdit(found: RegExpExecArray, secret: string): Edit {
  const start = found.index + found[0].length - secret.length;
  return { start, end: start + secret.trimEnd().length, kind: 'private_key' };
}
