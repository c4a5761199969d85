import { z } from 'zod';
import { plainText, scored, subjectOptions, subjectText } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({ ...subjectOptions, values: z.array(z.string().min(1)).min(1) });

/** `contains_all`: each of `values` is in the text, in any case and spacing. The score is the share that is. */
export const containsAll = defineValidator({
  id: 'contains_all',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const options = Options.parse(input.options);
    const text = plainText(subjectText(input, options));
    const missing = options.values.filter((value) => !text.includes(plainText(value)));
    const found = options.values.length - missing.length;
    const explanation =
      missing.length === 0
        ? `all ${found} values are there`
        : `not there: ${missing.map((value) => JSON.stringify(value)).join(', ')}`;
    return scored(found / options.values.length, explanation);
  },
});
