import { now, sleep } from '../native-time.ts';
import { orElse } from './or-else.ts';

/** Locks are held for a fraction of a millisecond; who finds one again and again makes room. */
const FIRST_MS = 1;
const LONGEST_MS = 15;

/** Tries again, for some time, while others have the database locked. A promise only where there is something to wait for. */
export function persist<T>(attempt: () => T | Promise<T>, patienceMs: number): T | Promise<T> {
  const until = now() + patienceMs;
  return orElse(attempt, (failure) => persistAfter(failure, attempt, until));
}

async function persistAfter<T>(first: unknown, attempt: () => T | Promise<T>, until: number): Promise<T> {
  let failure = first;
  for (let wait = FIRST_MS; ; wait = Math.min(LONGEST_MS, wait * 1.5)) {
    if (!isBusy(failure) || now() >= until) throw failure;
    await sleep(wait * (0.5 + Math.random()));
    try {
      return await attempt();
    } catch (error) {
      failure = error;
    }
  }
}

/** PostgreSQL undid the transaction for another's sake: serialization failure, deadlock, lock not available. */
const UNDONE: ReadonlySet<unknown> = new Set(['40001', '40P01', '55P03']);

/** True when another connection is in the way: SQLite's `SQLITE_BUSY` and `SQLITE_LOCKED`, PostgreSQL's deadlocks. */
export function isBusy(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return errcode % 256 === 5 || errcode % 256 === 6;
  return UNDONE.has(code);
}

/** SQLite's `SQLITE_TOOBIG`, `SQLITE_CONSTRAINT`, `SQLITE_MISMATCH`. */
const SQLITE_REFUSALS: ReadonlySet<number> = new Set([18, 19, 20]);

/** True when a database will never take this: in PostgreSQL a data exception, a constraint or a limit (classes 22, 23, 54). */
export function isRefusal(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return SQLITE_REFUSALS.has(errcode % 256);
  return typeof code === 'string' && /^(?:22|23|54)[0-9A-Z]{3}$/.test(code);
}
