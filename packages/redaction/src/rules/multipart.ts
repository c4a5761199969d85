import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { judgeNamed } from '../values/judge.ts';
import { Mark } from '../signals.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';

/** Fields of `multipart/form-data` (RFC 7578). */
export const multipart: Rule = {
  name: 'multipart',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & Mark.LINE) > 0 && heard.has(FIELDS),
  find(text, scan) {
    const edits: Edit[] = [];
    for (const found of allMatches(text, PART)) {
      const value = found[2] ?? '';
      const kind = judgeNamed(scan.names, found[1] ?? '', value);
      const start = found.index + found[0].length - value.length;
      if (kind !== undefined) edits.push({ start, end: start + value.length, kind });
    }
    return edits;
  },
};

const FIELDS = cue('form-data');
const PART =
  /content-disposition: *form-data;[^\r\n]{0,200}?\bname="?([^"\r\n;]{1,100})"?[^\r\n]{0,200}\r?\n(?:[A-Za-z-]{1,40}:[^\r\n]{0,300}\r?\n){0,6}\r?\n([^\r\n](?:(?!\r?\n--)[^]){0,8000})/gi;
