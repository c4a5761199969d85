type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Calls `before` with the arguments of each call of a method, which then runs as ever.
 *
 * @returns its undo; where somebody has put another method over this one, it stays and does nothing
 */
export function before(
  holder: object,
  name: string,
  notice: (self: unknown, args: readonly unknown[]) => void,
): () => void {
  return around(holder, name, (run, self, args) => {
    notice(self, args);
    return run();
  });
}

/** The same, with the call in hand. */
export function around(
  holder: object,
  name: string,
  wrap: (run: () => unknown, self: unknown, args: readonly unknown[]) => unknown,
): () => void {
  const own = Object.getOwnPropertyDescriptor(holder, name);
  const original = Reflect.get(holder, name) as Method | undefined;
  if (typeof original !== 'function') return () => undefined;
  let isOn = true;
  const tapped: Method = function (...args) {
    const run = () => Reflect.apply(original, this, args);
    return isOn ? wrap(run, this, args) : run();
  };
  const attributes = { writable: true, configurable: true, enumerable: own?.enumerable ?? false };
  Object.defineProperty(holder, name, { ...attributes, value: tapped });
  return () => {
    isOn = false;
    if (Reflect.get(holder, name) !== tapped) return;
    if (own === undefined) Reflect.deleteProperty(holder, name);
    else Object.defineProperty(holder, name, own);
  };
}

/** Calls `notice` with what is set as a property of any instance, which is then set as ever; returns its undo. */
export function beforeSet(prototype: object, name: string, notice: (value: unknown) => void): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  let isOn = true;
  const set = function (this: object, value: unknown): void {
    if (isOn) notice(value);
    if (own?.set !== undefined) own.set.call(this, value);
    else Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(prototype, name, { set, configurable: true });
  return () => {
    isOn = false;
    if (Object.getOwnPropertyDescriptor(prototype, name)?.set !== set) return;
    if (own === undefined) Reflect.deleteProperty(prototype, name);
    else Object.defineProperty(prototype, name, own);
  };
}
