import type { SqliteFacts, StoreState } from '@agent-replay/runs';

/** What `doctor` says of the SQLite that keeps stores; `version` is null where there is none. */
export function sqliteLines(facts: Omit<SqliteFacts, 'version'> & { version: string | null }): string[] {
  const { version, has_wal_reset_race: hasRace, fix } = facts;
  if (fix === null) return [`sqlite   ${version}`];
  const problem = hasRace
    ? `${version} can corrupt a store that several processes write to (fixed in 3.51.3)`
    : 'cannot be used';
  return [`sqlite   ${problem}`, `         fix: ${fix}`];
}

/** What `doctor` says of the project's store. */
export function storeLines(state: StoreState): string[] {
  const { url, condition, detail, schema, known_schema, integrity, fix, spool } = state;
  const facts = [
    SAID[condition],
    detail,
    schema !== null && schema > 0 && (schema === known_schema ? `schema ${schema}` : versions(state)),
    integrity === 'ok' && 'integrity ok',
    state.open_runs !== null && `${runs(state.open_runs)} open`,
    (state.overdue_runs ?? 0) > 0 && `${state.overdue_runs} of them abandoned`,
  ].filter((fact) => typeof fact === 'string');
  return [
    `store    ${url}: ${facts.join('; ')}`,
    ...(spool.files + spool.torn === 0
      ? []
      : [`spool    ${spool.entries} changes in ${spool.files} files wait${torn(spool.torn)}`]),
    ...(fix === null ? [] : [`         fix: ${fix}`]),
    ...state.other_spools.flatMap(({ folder, entries, files }) => [
      `spool    ${entries} changes in ${files} files wait for a store of another name: ${folder}`,
      `         fix: where that was this store, move them to ${spool.folder}`,
    ]),
  ];
}

/** How a command ends that found a store like this: 0 sound, 3 unknown, 5 of no use. */
export function exitCodeOf({ condition }: StoreState): 0 | 3 | 5 {
  if (condition === 'sound' || condition === 'absent') return 0;
  return condition === 'newer' ? 3 : 5;
}

const SAID = {
  sound: 'can be read and written',
  absent: 'none yet; it is made when the first run starts',
  newer: 'was made by a newer release',
  locked: 'is kept by another process',
  corrupt: 'is damaged',
  foreign: 'belongs to another program',
  unwritable: 'cannot be written',
  unreachable: 'cannot be opened',
} as const satisfies Record<StoreState['condition'], string>;

function versions({ schema, known_schema: known }: StoreState): string {
  return `schema ${schema}, this release knows ${known}`;
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function torn(count: number): string {
  return count === 0 ? '' : `; ${count} hold what could not be read in`;
}
