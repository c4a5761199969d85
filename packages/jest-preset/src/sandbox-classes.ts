const CLASSES = [
  'Object Function Array Promise Date RegExp Map Set ArrayBuffer DataView',
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError',
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array',
  'Float32Array Float64Array BigInt64Array BigUint64Array',
].flatMap((names) => names.split(' '));

export type Class = abstract new (...args: never) => { readonly constructor: unknown };

/** The language's classes that a sandbox has of its own, each beside that of Node. */
export function sandboxClasses(sandbox: object): { inside: Class; outside: Class }[] {
  const classOf = (realm: object, name: string): Class => Reflect.get(realm, name) as Class;
  return CLASSES.map((name) => ({
    inside: classOf(sandbox, name),
    outside: classOf(globalThis, name),
  })).filter(({ inside, outside }) => inside.prototype !== outside.prototype);
}
