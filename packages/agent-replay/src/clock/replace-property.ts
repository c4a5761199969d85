/** What stands in place of a realm's own, in realms that share an object, too. */
const inPlace = new WeakSet<object>();

/** Whether a property is one of those that were put in place here, and not yet put back. */
export function isReplaced(property: PropertyDescriptor | undefined): boolean {
  return functionsOf(property).some((each) => inPlace.has(each));
}

/** Replaces a property and returns what puts it back; one that is replaced already stays as it is. */
export function replaceProperty(owner: object, key: PropertyKey, value: unknown): () => void {
  return define(owner, key, { value, writable: true });
}

/** The same for a property that is asked for anew each time. */
export function replaceGetter(owner: object, key: PropertyKey, get: () => unknown): () => void {
  return define(owner, key, { get });
}

function define(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  // A realm beside that of the process shares `node:timers` with it, and crypto.
  if (isReplaced(before)) return () => undefined;
  for (const each of functionsOf(descriptor)) inPlace.add(each);
  const enumerable = before?.enumerable ?? false;
  Object.defineProperty(owner, key, { ...descriptor, configurable: true, enumerable });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}

function functionsOf(property: PropertyDescriptor = {}): object[] {
  return Object.values(property).filter((each: unknown) => typeof each === 'function');
}
