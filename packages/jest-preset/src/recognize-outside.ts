import { type Class, sandboxClasses } from './sandbox-classes.ts';

/**
 * Lets `instanceof` inside the sandbox know what was made outside of it: errors of Node, rejections of `fetch`, its
 * functions. Production has one realm, and an agent that asks `error instanceof Error` has to go the same way in its replay.
 */
export function recognizeOutside(sandbox: object): void {
  for (const { inside, outside } of sandboxClasses(sandbox)) recognize(inside, outside);
}

function recognize(inside: Class, outside: Class): void {
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(inside, Symbol.hasInstance, {
    configurable: true,
    // A class that extends one of these inherits this too, and knows its own only.
    value(this: Class, value: unknown) {
      return (
        isInstance.call(this, value) ||
        (this?.prototype === inside.prototype && isInstance.call(outside, value))
      );
    },
  });
}
