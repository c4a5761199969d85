import { z } from 'zod';
import { plainText, scored, subjectOptions, subjectText } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({ ...subjectOptions, expected: z.string() });

const MAX_LENGTH = 5000;

/**
 * `edit_distance`: how near the text is to the expected one, as 1 less the Levenshtein distance over
 * the longer length, in any case and spacing. Texts of over 5,000 characters are compared word by word.
 */
export const editDistance = defineValidator({
  id: 'edit_distance',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const options = Options.parse(input.options);
    const [text, expected] = [plainText(subjectText(input, options)), plainText(options.expected)];
    const isLong = Math.max(text.length, expected.length) > MAX_LENGTH;
    const [a, b] = [text, expected].map((each) => (isLong ? each.split(' ') : Array.from(each))) as [
      string[],
      string[],
    ];
    const longer = Math.max(a.length, b.length);
    if (longer > MAX_LENGTH) throw new RangeError(`texts of over ${MAX_LENGTH} words are not compared`);
    const distance = levenshtein(a, b);
    const score = longer === 0 ? 1 : 1 - distance / longer;
    return scored(score, `${distance} edits in ${longer} ${isLong ? 'words' : 'characters'}`);
  },
});

function levenshtein(a: readonly string[], b: readonly string[]): number {
  let above = Uint32Array.from({ length: b.length + 1 }, (_, column) => column);
  let row = new Uint32Array(b.length + 1);
  for (const [index, item] of a.entries()) {
    row[0] = index + 1;
    for (let column = 1; column <= b.length; column += 1) {
      const replace = (above[column - 1] ?? 0) + (item === b[column - 1] ? 0 : 1);
      row[column] = Math.min(replace, (above[column] ?? 0) + 1, (row[column - 1] ?? 0) + 1);
    }
    [above, row] = [row, above];
  }
  return above[b.length] ?? 0;
}
