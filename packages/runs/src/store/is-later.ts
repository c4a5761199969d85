/**
 * Whether something is waited for. By its `then`: where a program has put a `Promise` of its own in place of the
 * engine's, what that makes is none to `instanceof` nor to `util.types`.
 */
export function isLater<T>(given: T | Promise<T>): given is Promise<T> {
  return typeof (given as { then?: unknown } | null | undefined)?.then === 'function';
}
