import { putProperties } from '@agent-replay/contracts/machine';

const DOORS = ['fetch', 'WebSocket', 'EventSource'] as const;

/**
 * Lets the sandbox's ways to the network follow those outside, where the tape is put in place only
 * while a fixture runs. Code that took hold of `fetch` early, in a setup file say, follows as well.
 *
 * @returns puts them back for as long as a fixture is replayed, whatever a setup file has put there; returns its undo
 */
export function followOutside(sandbox: object): () => () => void {
  Reflect.set(sandbox, 'fetch', (...call: Parameters<typeof fetch>) => globalThis.fetch(...call));
  for (const name of ['WebSocket', 'EventSource']) {
    if (name in globalThis) follow(sandbox, name);
  }
  const doors = DOORS.map((name) => [sandbox, name, Object.getOwnPropertyDescriptor(sandbox, name)] as const);
  return () => putProperties(doors);
}

function follow(sandbox: object, name: string): void {
  Object.defineProperty(sandbox, name, {
    configurable: true,
    get: () => Reflect.get(globalThis, name) as unknown,
    set: (value: unknown) => {
      Object.defineProperty(sandbox, name, { configurable: true, writable: true, value });
    },
  });
}
