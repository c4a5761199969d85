import { z } from 'zod';
import { compileGlob } from '../check/glob.ts';
import { plainText, scored, subjectOptions, subjectText } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z
  .strictObject({
    ...subjectOptions,
    /** Counted wherever it stands. */
    text: z.string().min(1).optional(),
    /** Counted once per line that it matches as a whole: `*` any characters but `/`, `**` any, `?` one. */
    line: z.string().min(1).max(1024).optional(),
    min: z.int().nonnegative().default(1),
    max: z.int().nonnegative().optional(),
  })
  .refine(({ text, line }) => (text === undefined) !== (line === undefined), 'give either "text" or "line"');

const MAX_LINES = 100_000;

/** `pattern_count`: a text, or lines of a form, occur at least `min` and at most `max` times. No regular expressions. */
export const patternCount = defineValidator({
  id: 'pattern_count',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const { text: wanted, line, min, max = Infinity, ...subject } = Options.parse(input.options);
    const text = subjectText(input, subject);
    const count =
      line === undefined ? occurrences(plainText(text), plainText(wanted ?? '')) : matchingLines(text, line);
    const isRight = count >= min && count <= max;
    const bounds = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    return scored(isRight ? 1 : 0, `${count} found, ${bounds} wanted`);
  },
});

function occurrences(text: string, wanted: string): number {
  return text.split(wanted).length - 1;
}

function matchingLines(text: string, pattern: string): number {
  const matches = compileGlob(pattern);
  return text.split('\n', MAX_LINES).filter((each) => matches(each.trim())).length;
}
