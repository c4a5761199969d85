import { Client } from 'pg';

/** The right to replay some fixtures, as long as the session that took it lives. */
export interface Locked {
  /** Which of the keys that were asked for: not those that another worker, or this one, has. */
  taken: ReadonlySet<string>;
  /** False from the moment that the session broke: somebody else may have them now. */
  isHeld: () => boolean;
  release: () => Promise<void>;
}

/** Locks that no two workers hold at once, on a connection of their own. */
export interface FixtureLocks {
  take: (keys: readonly string[]) => Promise<Locked>;
  close: () => Promise<void>;
}

const NAMESPACE = 'agent-replay-fleet:';
const TAKE = `select key from unnest($1::text[]) as key where pg_try_advisory_lock(hashtextextended($2 || key, 0))`;
const GIVE_BACK = `select pg_advisory_unlock(hashtextextended($2 || key, 0)) from unnest($1::text[]) as key`;

/**
 * Advisory locks of one PostgreSQL session. A worker that is stopped keeps its locks, one that is killed
 * loses them at once: that is what a lease by time cannot tell apart. Needs a direct connection; behind a
 * pooler in transaction mode locks do not hold.
 */
export function createFixtureLocks(connectionString: string): FixtureLocks {
  // The server lets a session take a lock twice, so what this process has is kept here.
  const mine = new Set<string>();
  let session: Promise<Client> | null = null;

  const connect = async (): Promise<Client> => {
    const client = new Client({
      connectionString,
      application_name: 'agent-replay fleet locks',
      keepAlive: true,
    });
    const forget = (): void => {
      session = null;
    };
    client.on('error', forget).on('end', forget);
    await client.connect();
    return client;
  };

  return {
    async take(keys) {
      const free = [...new Set(keys)].filter((key) => !mine.has(key));
      for (const key of free) mine.add(key);
      try {
        session ??= connect();
        const at = session;
        at.catch(() => (session = null));
        const client = await at;
        const { rows } = await client.query<{ key: string }>(TAKE, [free, NAMESPACE]);
        const taken = new Set(rows.map((row) => row.key));
        for (const key of free) if (!taken.has(key)) mine.delete(key);
        return {
          taken,
          isHeld: () => session === at,
          async release() {
            for (const key of taken) mine.delete(key);
            // When the session is gone its locks are, too.
            if (session === at) await client.query(GIVE_BACK, [[...taken], NAMESPACE]).catch(() => undefined);
          },
        };
      } catch (error) {
        for (const key of free) mine.delete(key);
        throw error;
      }
    },
    async close() {
      await (await session?.catch(() => null))?.end();
    },
  };
}
