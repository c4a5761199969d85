import { control } from './control.ts';

/** Does work of our own that the guard would refuse to the agent: these operations pass meanwhile. */
export function permitted<T>(rules: readonly string[], work: () => T): T {
  const end = control.permit(...rules);
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
