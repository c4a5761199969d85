import { Mark } from '../signals.ts';
import type { Rule } from './rule.ts';
import { matchesIn } from '../stretches.ts';

/** United States social security numbers in the form in which they are written (SSA, ranges never issued excluded). */
export const nationalIds: Rule = {
  name: 'national-ids',
  mayFind: ({ digits, marks }) => digits >= 9 && (marks & Mark.DASH) > 0,
  find(_text, _scan, { numbers }) {
    return matchesIn(numbers, SSN).map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      kind: 'ssn',
    }));
  },
};

const SSN = /(?<![\w.+/-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w%]|[.-]\d)/g;
