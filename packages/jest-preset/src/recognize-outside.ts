const CLASSES = [
  'Object Function Array Promise Date RegExp Map Set ArrayBuffer DataView',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array',
  'Float32Array Float64Array BigInt64Array BigUint64Array',
].flatMap((names) => names.split(' '));

type Class = abstract new (...args: never) => { readonly constructor: unknown };
type Realm = Readonly<Record<string, Class>>;

/**
 * Lets `instanceof` inside the sandbox know what was made outside of it: rejections of `fetch` and of Node's own
 * modules, what `response.json()` and `structuredClone` return. Production has one realm, and an agent that asks
 * `error instanceof Error` has to go the same way in its replay.
 */
export function recognizeOutside(sandbox: typeof globalThis): void {
  const inside = sandbox as unknown as Realm;
  const outside = globalThis as unknown as Realm;
  for (const name of CLASSES) recognize(inside[name] as Class, outside[name] as Class);
}

function recognize(inside: Class, outside: Class): void {
  if (inside.prototype === outside.prototype) return;
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
