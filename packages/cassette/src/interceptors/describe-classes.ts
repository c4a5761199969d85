const CLASSES = ['Request', 'Response'] as const;

/**
 * Looks how the classes of `fetch` are defined, before somebody replaces them.
 *
 * @returns defines them so again where they are back: libraries leave them enumerable, which they are not
 */
export function describeClasses(): () => void {
  const found = CLASSES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  return () => {
    for (const [name, before] of found)
      if (before !== undefined && globalThis[name] === before.value)
        Object.defineProperty(globalThis, name, before);
  };
}
