import type { SqliteFacts } from '@agent-replay/runs';

/** What `doctor` says of the SQLite that keeps the store; `version` is null where there is none. */
export function sqliteLines(facts: Omit<SqliteFacts, 'version'> & { version: string | null }): string {
  const { version, has_wal_reset_race: hasRace, fix } = facts;
  if (fix === null) return `store    SQLite ${version}`;
  const problem = hasRace
    ? `SQLite ${version} can corrupt a store that several processes write to (fixed in 3.51.3)`
    : 'SQLite cannot be used';
  return `store    ${problem}\n         fix: ${fix}`;
}
