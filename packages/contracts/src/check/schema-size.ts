import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { MAX_DEPTH } from '../json-file/limits.ts';
import { isRules, type Rules, sameValueSchemas } from './schema-parts.ts';

/** So many values a schema may be made of, with those of its enums. */
const MOST_VALUES = 200_000;
/** So many schemas may be within one, and so many be held against one value: to compile one takes some 0.2 ms. */
const MOST_SCHEMAS = 10_000;

/** What makes a schema too large to be read as one, in a few words; null for one that can be. */
export function valuesFault(schema: JsonSchema): string | null {
  let left = MOST_VALUES;
  const open: { list: Json[]; depth: number }[] = [{ list: [schema], depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { list, depth } = next;
    left -= list.length;
    if (left < 0) return `it is made of more than ${MOST_VALUES} values`;
    if (depth > MAX_DEPTH) return `more than ${MAX_DEPTH} lists and objects stand within one another in it`;
    for (const each of list)
      if (typeof each === 'object' && each !== null)
        open.push({ list: Array.isArray(each) ? each : Object.values(each), depth: depth + 1 });
  }
  return null;
}

/**
 * What makes a schema too large to be held against anything, in a few words. A few that each refer to the next one twice
 * are many for a value. What is for the value's members is not counted with it: it is held against what there is.
 *
 * @param all every schema within it
 * @param targetsOf what a part refers to
 */
export function workFault(all: ReadonlySet<Json>, targetsOf: (part: Rules) => Json[]): string | null {
  if (all.size > MOST_SCHEMAS) return `it holds more than ${MOST_SCHEMAS} schemas`;
  const known = new Map<Json, number>();
  const workOf = (at: Json): number => {
    if (!isRules(at)) return 1;
    const told = known.get(at);
    if (told !== undefined) return told;
    known.set(at, 1); // What leads back to itself is the compiler's to tell.
    const parts = [...sameValueSchemas(at), ...targetsOf(at)];
    const work = parts.reduce<number>((sum, part) => sum + workOf(part), 1);
    known.set(at, work);
    return work;
  };
  for (const each of all)
    if (workOf(each) > MOST_SCHEMAS) return `it holds more than ${MOST_SCHEMAS} schemas against one value`;
  return null;
}
