import type { Pool } from 'pg';
import { firstUuidV7 } from '../uuid-v7.ts';

const TABLES = ['runs', 'events'] as const;
const PARTITION_LOCK = 7_205_759_404;

/** Makes the partitions of the months that runs were started in, as their ids tell. */
export async function ensureMonths(
  run: (sql: string) => Promise<unknown>,
  runIds: readonly string[],
  known: Set<string>,
): Promise<void> {
  for (const id of new Set(runIds)) {
    const month = monthOf(startOf(id));
    if (known.has(month)) continue;
    await run(monthSql(month));
    known.add(month);
  }
}

/** True when a row has no partition to go to. */
export function isMonthMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === '23514';
}

/**
 * Drops the months that ended before a time, whole: no row is deleted one by one. A month with an open
 * run stays, as does the month of the time itself.
 *
 * @returns the months that are gone, such as `2026-01`
 */
export async function dropMonths(pool: Pool, before: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const month of await monthsOf(pool)) {
    const [, end] = boundsOf(month);
    if (end > before) continue;
    const name = nameOf('runs', month);
    const { rowCount } = await pool.query(`select 1 from ${name} where closed_at is null limit 1`);
    if ((rowCount ?? 0) > 0) continue;
    const tables = TABLES.map((table) => nameOf(table, month)).join(', ');
    await pool.query(`drop table ${tables}`);
    dropped.push(month);
  }
  return dropped;
}

async function monthsOf(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'runs'::regclass order by 1`,
  );
  return rows.flatMap(({ name }) => {
    const [, year, month] = /^runs_y(\d{4})m(\d{2})$/.exec(name) ?? [];
    return year === undefined ? [] : [`${year}-${month}`];
  });
}

/** DDL of several processes at once waits in line; a partition that is there is left alone. */
function monthSql(month: string): string {
  const [from, to] = boundsOf(month).map(firstUuidV7);
  const statements = TABLES.map(
    (table) =>
      `create table if not exists ${nameOf(table, month)} partition of ${table} for values from ('${from}') to ('${to}')`,
  );
  return ['begin', `select pg_advisory_xact_lock(${PARTITION_LOCK})`, ...statements, 'commit'].join(';');
}

function nameOf(table: string, month: string): string {
  return `${table}_y${month.slice(0, 4)}m${month.slice(5, 7)}`;
}

function startOf(runId: string): number {
  return Number.parseInt(runId.replaceAll('-', '').slice(0, 12), 16);
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

function boundsOf(month: string): [from: number, to: number] {
  const year = Number(month.slice(0, 4));
  const index = Number(month.slice(5, 7)) - 1;
  return [Date.UTC(year, index), Date.UTC(year, index + 1)];
}
