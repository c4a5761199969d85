import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { nodeEdits } from './json.ts';
import { readJsonAt } from './read-json.ts';
import type { Rule, Scan } from './rule.ts';

/** JSON in a log line, in a fence of Markdown, in a part of a form: read by its structure, as a whole text is. */
export const embeddedJson: Rule = {
  name: 'embedded-json',
  mayFind: ({ marks, quotes }) => (marks & Mark.ASSIGN) > 0 && quotes >= 4,
  find(text, scan) {
    const edits: Edit[] = [];
    const alone: Scan = { ...scan, inner: (said) => (ESCAPED.test(said) ? scan.inner(said) : said) };
    // what does not end as it began is read in vain; together that stays linear
    let left = 2 * text.length;
    for (let at = nextOpening(text, 0); at >= 0 && left > 0;) {
      const { root, end } = readJsonAt(text, at);
      if (root === undefined) left -= end - at;
      else for (const edit of nodeEdits(root, alone)) edits.push(edit);
      at = nextOpening(text, root === undefined ? at + 1 : end);
    }
    return edits;
  },
};

/** What JSON may write in another way; what other strings say, the text around them says, too. */
const ESCAPED = /["\\\p{Cc}\u0080-\uffff]/u;
const OPENING = /[{[]\s{0,20}(?:"[^"\n]{1,80}"\s{0,4}:|\{\s{0,20}"[^"\n]{1,80}"\s{0,4}:)/g;

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}
