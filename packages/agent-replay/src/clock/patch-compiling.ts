import { isPromise } from 'node:util/types';
import { replaceProperty } from './replace-property.ts';

/** Modules of WebAssembly that the engine's own threads compile now, which no list of Node's has. */
const underWay = { whole: 0, streamed: 0 };

export const isCompiling = (): boolean => underWay.whole > 0;

/** How many of them are still arriving, maybe at a time that has not come yet, or for ever. */
export const streamsCompiled = (): number => underWay.streamed;

const WAYS = {
  compile: 'whole',
  instantiate: 'whole',
  compileStreaming: 'streamed',
  instantiateStreaming: 'streamed',
} as const;

type Compile = (...args: unknown[]) => unknown;

/** Counts what is compiled beside the event loop: time stands still until it is done. Returns the way back. */
export function patchCompiling(realm: typeof globalThis): () => void {
  // There is none without a compiler, as with `--jitless`.
  const owner = Reflect.get(realm, 'WebAssembly') as object | undefined;
  const undos = Object.entries(WAYS).flatMap(([name, kind]) => {
    const compile: unknown = owner && Reflect.get(owner, name);
    return owner && typeof compile === 'function'
      ? [replaceProperty(owner, name, counted(compile as Compile, kind))]
      : [];
  });
  return () => {
    for (const putBack of undos) putBack();
  };
}

function counted(compile: Compile, kind: keyof typeof underWay): Compile {
  return new Proxy(compile, {
    apply(target, self, args: unknown[]) {
      const result: unknown = Reflect.apply(target, self, args);
      if (!isPromise(result)) return result;
      underWay[kind] += 1;
      const end = (): void => {
        underWay[kind] -= 1;
      };
      Reflect.apply(then, result, [end, end]);
      return result;
    },
  });
}

// As it is before any code of an agent's.
const then = Reflect.get(Promise.prototype, 'then') as (...ends: (() => void)[]) => unknown;
