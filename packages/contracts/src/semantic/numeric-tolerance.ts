import { z } from 'zod';
import { scored, subjectOf, subjectOptions } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({
  ...subjectOptions,
  expected: z.number(),
  /** How far off it may be, in its own unit. */
  absolute: z.number().nonnegative().default(0),
  /** How far off it may be, as a share of what is expected; the wider of the two counts. */
  relative: z.number().nonnegative().default(0),
});

/** `numeric_tolerance`: the number, or a text that is one, is near enough to the expected one. */
export const numericTolerance = defineValidator({
  id: 'numeric_tolerance',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const { expected, absolute, relative, ...subject } = Options.parse(input.options);
    const value = subjectOf(input, subject);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number))
      throw new TypeError('what is judged is not a number');
    const allowed = Math.max(absolute, relative * Math.abs(expected));
    const off = Math.abs(number - expected);
    return scored(off <= allowed ? 1 : 0, `${number} is ${off} off ${expected}, ${allowed} allowed`);
  },
});
