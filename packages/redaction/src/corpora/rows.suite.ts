import { type Fake, fakes } from './fake.suite.ts';
import type { Sample } from './own-corpus.suite.ts';

/** One sample in a line of a table; the input holds `§` where the secret stands. */
export type Row = [label: string, as: Sample['as'], secret: (fake: Fake) => string, input: unknown];

/** Where the secret stands in an input. */
export const HERE = '§';

export function samplesOf(seed: string, rows: readonly Row[]): Sample[] {
  return rows.map(([label, as, make, input]) => {
    const secret = make(fakes(`${seed} ${label}`));
    return { label, as, input: put(input, secret), secrets: [secret] };
  });
}

function put(input: unknown, secret: string): unknown {
  if (typeof input === 'string') return input.replaceAll(HERE, () => secret);
  if (Array.isArray(input)) return input.map((each: unknown) => put(each, secret));
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, put(value, secret)]));
}
