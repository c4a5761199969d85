import type { Entry, Outcome } from './entry.ts';
import { isRefusal } from './persist.ts';

/** Applies entries together; where a database will never take one of them, one by one, so that it keeps no other out. */
export async function applyEach(
  entries: readonly Entry[],
  apply: (entries: readonly Entry[]) => Promise<Outcome[]>,
): Promise<(Outcome | 'refused')[]> {
  try {
    return await apply(entries);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  if (entries.length === 1) return ['refused'];
  const outcomes: (Outcome | 'refused')[] = [];
  for (const entry of entries) outcomes.push(...(await applyEach([entry], apply)));
  return outcomes;
}
