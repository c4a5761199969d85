import { now, sleep } from '../native-time.ts';

const RETRY_MS = 15;

/** Tries again, for some time, while others have the database locked. */
export async function persist<T>(attempt: () => Promise<T>, patienceMs: number): Promise<T> {
  const until = now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || now() >= until) throw error;
      await sleep(RETRY_MS * (0.5 + Math.random()));
    }
  }
}

/** True when another connection of SQLite has the database (`SQLITE_BUSY`, `SQLITE_LOCKED`). */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode % 256 === 5 || errcode % 256 === 6);
}
