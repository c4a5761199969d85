import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { last } from './commands.ts';
import type { Rule, Scan } from './rule.ts';
import { allMatches } from '../matches.ts';

/**
 * Header fields outside of JSON, whatever they are called: `X-Acme-Gate: …` in a dump of HTTP, `-H 'X-Acme-Gate: …'`,
 * `{'X-Acme-Gate': '…'}` in code and in logs. What is on the allow-list stays.
 */
export const headerFields: Rule = {
  name: 'header-fields',
  // a comma may stand between the two, in the quotes of a call
  mayFind: ({ marks, quotes, runs }) =>
    (marks & Mark.DASH) > 0 && runs.length > 0 && ((marks & Mark.ASSIGN) > 0 || quotes >= 4),
  find(text, scan, { heard }) {
    const edits: Edit[] = [];
    const isHttp = heard.has(HTTP);
    for (const pattern of isHttp ? [KEYED, LINE, FLAG] : [KEYED, EXTENSION])
      for (const found of allMatches(text, pattern))
        if (isSecret(found[1] ?? '', found[2] ?? '', scan)) edits.push(last(found, 'header'));
    for (const start of heard.starts(SIGNATURES)) {
      const lead = LINE_LEAD.exec(text.slice(Math.max(0, start - LONGEST_LEAD), start))?.[0] ?? '';
      SIGNATURE.lastIndex = start - lead.length;
      const found = SIGNATURE.exec(text);
      if (found !== null) edits.push(last(found, 'signature'));
    }
    return edits;
  },
};

const HTTP = cue('http/1|http/2|http/3|curl|host:|wget|--header');
const VALUE = String.raw`([A-Za-z0-9+/=_.:~|!$%*-]{16,4000})`;
const DASHED = String.raw`((?:[A-Z][A-Za-z0-9]{0,30}|x)(?:-[A-Za-z0-9]{1,30}){1,6})`;
/** A key and its value as code and logs write them. */
const KEYED = new RegExp(
  String.raw`\\?["']${DASHED}\\?["']\s{0,4}(?::|=>|,|=|\]\s?=)\s{0,4}\\?["']${VALUE}(?=\\?["'])`,
  'g',
);
const LINE = new RegExp(String.raw`^(?:[<>*] )?${DASHED}:[ \t]{0,4}${VALUE}(?=[ \t]*\r?$)`, 'gm');
const FLAG = new RegExp(String.raw`\s(?:-H|--header)[ =]?["']?${DASHED}:[ \t]{0,4}${VALUE}(?=["'\s]|$)`, 'g');
/** Without a sign of HTTP, a name that says so itself. */
const EXTENSION = new RegExp(
  String.raw`^(?:[<>*] )?([xX](?:-[A-Za-z0-9]{1,30}){1,6}):[ \t]{0,4}${VALUE}(?=[ \t]*\r?$)`,
  'gm',
);

const SIGNATURES = cue('signature:');
const SIGNATURE =
  /^(?:[<>*] )?(?:[A-Za-z][\w-]{1,30}-)?Signature:[ \t]{0,4}([\w+/=.:,-]{20,2000})(?=[ \t]*\r?$)/my;
const LONGEST_LEAD = 34;
/** What stands on the same line. */
const LINE_LEAD = /.*$/;

const isSecret = (name: string, value: string, { names }: Scan): boolean =>
  !names.isOpenHeader(name) && !isCommonId(value) && !isBenign(value) && isOpaque(value, 16);
