import { isLater } from './is-later.ts';

/**
 * What an attempt gives; where it fails, at once or later, what is made of its failure. A promise only where either is
 * one: a database within the process answers at once, and a run that takes half a millisecond feels each promise.
 */
export function orElse<T>(
  attempt: () => T | Promise<T>,
  otherwise: (failure: unknown) => T | Promise<T>,
): T | Promise<T> {
  let given;
  try {
    given = attempt();
  } catch (error) {
    return otherwise(error);
  }
  return isLater(given) ? given.then(undefined, otherwise) : given;
}
