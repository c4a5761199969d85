import type { JsonSchema } from '../fixture/contract.ts';
import type { Json } from '../json.ts';
import { isRules, sameValueSchemas, targetOf } from './schema-parts.ts';

/** So many values a schema may be made of, with those of its enums. */
const MOST_VALUES = 200_000;
/** So many schemas may be within one, and so many be held against one value: to compile one takes some 0.2 ms. */
const MOST_SCHEMAS = 10_000;

/** What makes a schema too large to be read as one, in a few words; null for one that can be. */
export function valuesFault(schema: JsonSchema): string | null {
  let left = MOST_VALUES;
  const open: Json[][] = [[schema]];
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    left -= list.length;
    if (left < 0) return `it is made of more than ${MOST_VALUES} values`;
    for (const each of list)
      if (typeof each === 'object' && each !== null)
        open.push(Array.isArray(each) ? each : Object.values(each));
  }
  return null;
}

/**
 * What makes a schema too large to be held against anything, in a few words. A few that each refer to the next one twice
 * are many for a value. What is for the value's members is not counted with it: it is held against what there is.
 *
 * @param all every schema within it
 */
export function workFault(schema: JsonSchema, all: ReadonlySet<Json>): string | null {
  if (all.size > MOST_SCHEMAS) return `it holds more than ${MOST_SCHEMAS} schemas`;
  const known = new Map<Json, number>();
  const workOf = (at: Json): number => {
    if (!isRules(at)) return 1;
    const told = known.get(at);
    if (told !== undefined) return told;
    known.set(at, 1); // What leads back to itself is the compiler's to tell.
    const target = targetOf(schema, at['$ref']);
    const parts = target === undefined ? sameValueSchemas(at) : [...sameValueSchemas(at), target];
    const work = parts.reduce<number>((sum, part) => sum + workOf(part), 1);
    known.set(at, work);
    return work;
  };
  for (const each of all)
    if (workOf(each) > MOST_SCHEMAS) return `it holds more than ${MOST_SCHEMAS} schemas against one value`;
  return null;
}
