/** Puts a function in the place of a method of a binding, where it looks and can be replaced as that did. */
function putHook(holder: object, name: string, value: (this: object, ...args: unknown[]) => unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: true });
}

export = putHook;
