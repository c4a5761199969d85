import { AgentReplayError } from '@agent-replay/contracts';

export type Sqlite = typeof import('node:sqlite');

let loading: Promise<Sqlite> | undefined;

/**
 * Loads `node:sqlite` where it is first needed, without the ExperimentalWarning that Node 22 gives
 * for it. Other warnings pass.
 *
 * @throws {AgentReplayError} `INFRASTRUCTURE` on a Node without `node:sqlite`.
 */
export function loadSqlite(): Promise<Sqlite> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Sqlite> {
  const emitWarning = Reflect.get(process, 'emitWarning');
  const filtered = (...args: Parameters<typeof emitWarning>): void => {
    const [warning] = args;
    if (!/SQLite is an experimental feature/.test(String(warning))) Reflect.apply(emitWarning, process, args);
  };
  process.emitWarning = filtered as typeof emitWarning;
  try {
    return await import('node:sqlite');
  } catch (cause) {
    throw new AgentReplayError(
      'INFRASTRUCTURE',
      `Failed to load "node:sqlite": Node ${process.version} has none.`,
      {
        lines: [['fix', 'use Node 22.20 or later, or a postgres:// store']],
        cause,
      },
    );
  } finally {
    process.emitWarning = emitWarning;
  }
}
