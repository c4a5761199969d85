import { types } from 'node:util';
import { sandboxClasses } from './sandbox-classes.ts';

/** Gives what Node has made the prototypes of the sandbox, all the way down, and returns it. */
export type Naturalize = <T>(value: T) => T;

/**
 * Lets comparisons by prototype or `constructor` take plain data that Node has made (objects, lists, dates, maps, errors,
 * promises) for the sandbox's own. Objects of the agent and of Node's classes stay as they are, with what they hold.
 */
export function createNaturalize(sandbox: object): Naturalize {
  const own = new Map<object | null, object>(
    sandboxClasses(sandbox).map(({ inside, outside }) => [outside.prototype, inside.prototype]),
  );
  // Functions are Node's own, which everybody in the process shares.
  own.delete(Function.prototype);
  return (value) => {
    const left: unknown[] = [value];
    while (left.length > 0) {
      const each = left.pop();
      if (typeof each !== 'object' || each === null) continue;
      const prototype = own.get(Object.getPrototypeOf(each) as object | null);
      if (prototype !== undefined && Reflect.setPrototypeOf(each, prototype)) left.push(...partsOf(each));
    }
    return value;
  };
}

function partsOf(whole: object): Iterable<unknown> {
  if (ArrayBuffer.isView(whole)) return [];
  if (types.isMap(whole)) return [...whole].flat();
  if (types.isSet(whole)) return whole;
  return Object.values(Object.getOwnPropertyDescriptors(whole)).map(({ value }) => value as unknown);
}
