/** What stands in place of a realm's own, in realms that share an object, too. */
const inPlace = new WeakSet<object>();

/** Whether a property is one of those that were put in place here, and not yet put back. */
export function isReplaced(property: PropertyDescriptor | undefined): boolean {
  if (property === undefined) return false;
  const { value, get, set } = property as { value?: unknown; get?: object; set?: object };
  return isInPlace(value) || isInPlace(get) || isInPlace(set);
}

/** Replaces a property and returns what puts it back; one that is replaced already stays as it is. */
export function replaceProperty(owner: object, key: PropertyKey, value: unknown): () => void {
  return define(owner, key, { put: value, as: { value, writable: true } });
}

/** The same for a property that is asked for anew each time. */
export function replaceGetter(owner: object, key: PropertyKey, get: () => unknown): () => void {
  return define(owner, key, { put: get, as: { get } });
}

function define(
  owner: object,
  key: PropertyKey,
  { put, as: descriptor }: { put: unknown; as: PropertyDescriptor },
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  // A realm beside that of the process shares `node:timers` with it, and crypto.
  if (isReplaced(before)) return () => undefined;
  if (typeof put === 'function') inPlace.add(put);
  descriptor.configurable = true;
  descriptor.enumerable = before?.enumerable ?? false;
  Object.defineProperty(owner, key, descriptor);
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}

function isInPlace(value: unknown): boolean {
  return typeof value === 'function' && inPlace.has(value);
}
