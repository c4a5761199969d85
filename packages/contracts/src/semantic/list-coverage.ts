import { z } from 'zod';
import type { Json } from '../json.ts';
import { plainText, scored, subjectOf, subjectOptions } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({
  ...subjectOptions,
  expected: z.array(z.union([z.string(), z.number()])).min(1),
});

/** `list_coverage`: the list holds every expected item, in any order. The score is the share that it holds. */
export const listCoverage = defineValidator({
  id: 'list_coverage',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const options = Options.parse(input.options);
    const list = subjectOf(input, options);
    if (!Array.isArray(list)) throw new TypeError('what is judged is not a list');
    const held = new Set(list.map(itemText));
    const missing = options.expected.filter((item) => !held.has(itemText(item)));
    const explanation =
      missing.length === 0 ? 'the list holds every item' : `the list lacks ${missing.join(', ')}`;
    return scored(1 - missing.length / options.expected.length, explanation);
  },
});

function itemText(item: Json): string {
  return plainText(typeof item === 'string' ? item : JSON.stringify(item));
}
