import type { Entry, Outcome } from './entry.ts';
import { orElse } from './or-else.ts';
import { isRefusal } from './persist.ts';

type Applied = (Outcome | 'refused')[];

/** Applies entries together; where a database will never take one of them, one by one, so that it keeps no other out. */
export function applyEach(
  entries: readonly Entry[],
  apply: (entries: readonly Entry[]) => Outcome[] | Promise<Outcome[]>,
): Applied | Promise<Applied> {
  return orElse<Applied>(
    () => apply(entries),
    async (failure) => {
      if (!isRefusal(failure)) throw failure;
      if (entries.length === 1) return ['refused'];
      const outcomes: Applied = [];
      for (const entry of entries) outcomes.push(...(await applyEach([entry], apply)));
      return outcomes;
    },
  );
}
