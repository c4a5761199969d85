import { now } from '../native-time.ts';
import type { Driver } from './driver.ts';

const RETRY_MS = 1000;

/**
 * Stands for a database that could not be opened, and opens it as soon as that can be done: until then
 * writes fail, so that they go to the spool, and questions fail as opening did.
 */
export function absentDriver(kind: Driver['kind'], open: () => Promise<Driver>, cause: unknown): Driver {
  let found: Driver | undefined;
  let failure = cause;
  let tryAgainAt = now() + RETRY_MS;
  let opening: Promise<Driver> | undefined;
  const reach = async (): Promise<Driver> => {
    if (found !== undefined) return found;
    if (now() < tryAgainAt) throw failure;
    opening ??= open().finally(() => (opening = undefined));
    try {
      return (found = await opening);
    } catch (error) {
      failure = error;
      tryAgainAt = now() + RETRY_MS;
      throw error;
    }
  };
  return {
    kind,
    db: async () => (await reach()).db(),
    plain: async (...asked) => (await reach()).plain(...asked),
    lastAttempt: async (...of) => (await reach()).lastAttempt(...of),
    get newerThanKnown() {
      return found?.newerThanKnown ?? null;
    },
    apply: async (entries, durable) => (await reach()).apply(entries, durable),
    applySync(entries, durable) {
      if (found?.applySync === undefined) throw failure;
      return found.applySync(entries, durable);
    },
    dropMonths: async (before) => (await reach()).dropMonths?.(before) ?? [],
    hurry: () => void (tryAgainAt = 0),
    revive: () => found?.revive?.() ?? 0,
    close: async () => found?.close(),
  };
}
