import { z } from 'zod';
import { Json } from '../json.ts';
import { scored, subjectOf, subjectOptions } from './subject.ts';
import { defineValidator } from './validator.ts';

const Options = z.strictObject({ ...subjectOptions, expected: Json });

const MAX_NAMED = 5;

/** `json_diff`: the value is the expected one. The score is the share of leaves, of both, that agree. */
export const jsonDiff = defineValidator({
  id: 'json_diff',
  version: '1',
  deterministic: true,
  validate: (input) => {
    const options = Options.parse(input.options);
    const received = leavesOf(subjectOf(input, options));
    const expected = leavesOf(options.expected);
    const places = [...new Set([...expected.keys(), ...received.keys()])];
    const different = places.filter((place) => received.get(place) !== expected.get(place));
    const named = different.slice(0, MAX_NAMED).map((place) => (place === '' ? 'the whole' : place));
    const rest = different.length - named.length;
    const explanation =
      different.length === 0
        ? 'no difference'
        : `differs at ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    return scored(1 - different.length / places.length, explanation);
  },
});

/** Every scalar and empty container by its JSON Pointer. */
function leavesOf(value: Json): Map<string, string> {
  const leaves = new Map<string, string>();
  const open: [string, Json][] = [['', value]];
  while (open.length > 0) {
    const [pointer, at] = open.pop() as [string, Json];
    const entries = typeof at === 'object' && at !== null ? Object.entries(at) : [];
    if (entries.length === 0) leaves.set(pointer, JSON.stringify(at));
    for (const [key, item] of entries)
      open.push([`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, item]);
  }
  return leaves;
}
