import { replaceProperty } from './replace-property.ts';

/** Modules of WebAssembly that the engine's own threads compile now, which no list of Node's has. */
let compiling = 0;

export const isCompiling = (): boolean => compiling > 0;

const WAYS = ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'] as const;

type Compile = (...args: unknown[]) => Promise<unknown>;

/** Counts what is compiled beside the event loop: time stands still until it is done. Returns the way back. */
export function patchCompiling(realm: typeof globalThis): () => void {
  const owner = Reflect.get(realm, 'WebAssembly') as Record<(typeof WAYS)[number], Compile>;
  const ways = WAYS.map((name) => replaceProperty(owner, name, counted(owner[name])));
  return () => {
    for (const putBack of ways) putBack();
  };
}

function counted(compile: Compile): Compile {
  return new Proxy(compile, {
    apply(target, self, args: unknown[]) {
      const result = Reflect.apply(target, self, args) as Promise<unknown>;
      compiling += 1;
      const end = (): void => {
        compiling -= 1;
      };
      Reflect.apply(then, result, [end, end]);
      return result;
    },
  });
}

// As it is before any code of an agent's.
const then = Reflect.get(Promise.prototype, 'then') as (...ends: (() => void)[]) => unknown;
