/** Replaces a property and returns what puts it back. */
export function replaceProperty(owner: object, key: PropertyKey, value: unknown): () => void {
  return define(owner, key, { value, writable: true });
}

/** The same for a property that is asked for anew each time. */
export function replaceGetter(owner: object, key: PropertyKey, get: () => unknown): () => void {
  return define(owner, key, { get });
}

function define(owner: object, key: PropertyKey, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  const enumerable = before?.enumerable ?? false;
  Object.defineProperty(owner, key, { ...descriptor, configurable: true, enumerable });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
