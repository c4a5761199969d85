import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { judgeNamed } from '../values/judge.ts';
import type { Rule } from './rule.ts';

/** A name and its value as two neighbours: `name: X` over `value: Y` in YAML, HCL and reprs, `Key=X,Value=Y`. */
export const labelled: Rule = {
  name: 'labelled',
  needsWords: true,
  mayFind: ({ marks, heard }) =>
    (marks & Mark.ASSIGN) > 0 && heard.has(VALUES) && heard.hasAny([NAMES, FIELDS]),
  find(_text, scan, { heard }) {
    return [...heard.matches(NAMES, PAIR), ...heard.matches(FIELDS, FIELD)].flatMap((found): Edit[] => {
      const value = [found[2], found[3], found[4]].find((part) => part !== undefined && part !== '') ?? '';
      const kind = judgeNamed(scan.names, found[1] ?? '', value);
      const end = found.index + found[0].length;
      return kind === undefined ? [] : [{ start: end - value.length, end, kind }];
    });
  },
};

const VALUES = cue('value|content|data|default|textbox');

const FIELDS = cue('textbox', 'whole');
/** A field in a browser's accessibility tree, as browser tools print it. */
const FIELD =
  /\btextbox "([^"\n]{2,60})"(?: \[[^\]\n]{1,40}\]){0,6}:[ \t]{1,4}(?:"([^"\n]{3,400})(?=")|()([^\s"][^\n]{2,400}))/y;
const NAMES = cue('name|key|parameterkey|variable|field', 'whole');
const PAIR =
  /(?<![\w-])(?:[Nn]ame|[Kk]ey|ParameterKey|variable|field)["']?[ \t]{0,10}(?:[:=]|=>)[ \t]{0,10}["']?([A-Za-z_][\w.-]{1,63})(?![\w.-])["']?[ \t]{0,10}(?:,[ \t]{0,10})?(?:\r?\n[ \t]{0,60})?["']?(?:[Vv]alue|ParameterValue|contents?|data|default|string_?[Vv]alue)["']?[ \t]{0,10}(?:[:=]|=>)[ \t]{0,10}(?:"([^"\n]{3,4000})(?=")|'([^'\n]{3,4000})(?=')|([^\s"',;{}]{3,4000}))/y;
