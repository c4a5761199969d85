interface Guard {
  policy: object;
  permit?: (...rules: string[]) => () => void;
  adopt?: (policy: object) => () => void;
  declare?: (row: { channel: string; reason: string }) => void;
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

/** Starts something that cannot work behind the guard, and declares it: never passed over in silence. */
export function unguarded<T>(channel: string, reason: string, start: () => T): T {
  const guard = currentGuard();
  const end = guard?.adopt?.({ ...guard.policy, mode: 'off' }) ?? (() => undefined);
  try {
    return start();
  } finally {
    end();
    guard?.declare?.({ channel, reason });
  }
}

function currentGuard(): Guard | undefined {
  return Reflect.get(globalThis, Symbol.for('agent-replay.guard')) as Guard | undefined;
}
