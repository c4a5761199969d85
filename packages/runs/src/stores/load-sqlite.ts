import type { DatabaseSync } from 'node:sqlite';

let loaded: Promise<typeof DatabaseSync> | undefined;

/** Loads `node:sqlite` without the ExperimentalWarning that Node 22 gives, and without hiding any other. */
export function loadSqlite(): Promise<typeof DatabaseSync> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof DatabaseSync> {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof emitWarning;
  try {
    const sqlite = await import('node:sqlite');
    return sqlite.DatabaseSync;
  } finally {
    process.emitWarning = emitWarning;
  }
}
