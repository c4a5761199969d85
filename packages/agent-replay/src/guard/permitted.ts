interface Guard {
  permit?: (...rules: string[]) => () => void;
}

/** Does work of our own that the guard would refuse to the agent: these operations pass meanwhile. */
export function permitted<T>(rules: readonly string[], work: () => T): T {
  const guard = currentGuard();
  const end = guard?.permit?.(...rules) ?? (() => undefined);
  let result: T;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (!(result instanceof Promise)) {
    end();
    return result;
  }
  return result.finally(end) as T;
}

function currentGuard(): Guard | undefined {
  return Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
}
