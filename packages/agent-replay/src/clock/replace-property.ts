/** Replaces a property and returns what puts it back. */
export function replaceProperty(owner: object, key: PropertyKey, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  const enumerable = before?.enumerable ?? false;
  Object.defineProperty(owner, key, { value, configurable: true, writable: true, enumerable });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
