import type { Ask } from './ask.ts';

/** The right to do something alone, for a time. */
export interface Lease {
  name: string;
  /** Who holds it: a name that no other taking has. */
  owner: string;
  /** Rises each time the lease changes hands: what was done under an older one is refused. */
  fence: number;
}

/** Leases that are kept in a store, so that all who open it agree who holds them. */
export interface Leases {
  /**
   * Takes a lease that is free or has run out; null while another has it. One that claims to last for hours longer than
   * it could be taken for was taken by a clock that was wrong, and counts for none. Times are in milliseconds.
   */
  takeLease(name: string, owner: string, now: number, ttlMs: number): Promise<Lease | null>;
  /** Extends a lease; false when it was lost in the meantime. */
  renewLease(lease: Lease, now: number, ttlMs: number): Promise<boolean>;
  /** Gives a lease back; does nothing when it was lost in the meantime. */
  releaseLease(lease: Lease): Promise<void>;
}

/** So far apart clocks may be that are right. */
export const MOST_AHEAD_MS = 3_600_000;

/** The statements behind the leases, the same for all databases. */
export function createLeases(ask: Ask): Leases {
  const held = (lease: Lease) =>
    ask(async (db) => {
      const row = await db.selectFrom('leases').selectAll().where('name', '=', lease.name).executeTakeFirst();
      return row?.owner === lease.owner && row.fence === lease.fence;
    });
  return {
    async takeLease(name, owner, now, ttlMs) {
      const expires_at = now + ttlMs;
      await ask((db) =>
        db
          .insertInto('leases')
          .values({ name, owner, fence: 1, expires_at })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet((of) => ({ owner, fence: of('leases.fence', '+', 1), expires_at }))
              .where((of) =>
                of.or([
                  of('leases.expires_at', '<=', now),
                  of('leases.expires_at', '>', expires_at + MOST_AHEAD_MS),
                ]),
              ),
          )
          .execute(),
      );
      const row = await ask((db) =>
        db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst(),
      );
      return row?.owner === owner ? { name, owner, fence: row.fence } : null;
    },
    async renewLease(lease, now, ttlMs) {
      await ask((db) =>
        db
          .updateTable('leases')
          .set({ expires_at: now + ttlMs })
          .where('name', '=', lease.name)
          .where('owner', '=', lease.owner)
          .where('fence', '=', lease.fence)
          .execute(),
      );
      return held(lease);
    },
    async releaseLease(lease) {
      await ask((db) =>
        db
          .updateTable('leases')
          .set({ expires_at: 0 })
          .where('name', '=', lease.name)
          .where('owner', '=', lease.owner)
          .where('fence', '=', lease.fence)
          .execute(),
      );
    },
  };
}
