/** What `agentReplay()` takes; everything else is in `agent-replay.config.ts`, which the command reads too. */
export interface AgentReplayOptions {
  /** Globs over `<suite>/<fixture_id>`: the other fixtures are skipped. @default every fixture */
  only?: readonly string[];
  /** Globs over `<suite>/<fixture_id>` that are skipped. @default none */
  skip?: readonly string[];
  /**
   * How often each fixture is replayed, from 1 to 1,000; one replay that fails makes the fixture fail.
   * `AGENT_REPLAY_REPEAT` in the environment outranks it. @default 1
   */
  repeat?: number;
}

const MAX_REPEAT = 1000;

/**
 * How often each fixture is replayed.
 *
 * @throws {RangeError} for anything but a whole number from 1 to 1,000.
 */
export function repeatOf({ repeat = 1 }: AgentReplayOptions, env: NodeJS.ProcessEnv = process.env): number {
  const given = env['AGENT_REPLAY_REPEAT'];
  const value = given === undefined || given === '' ? repeat : Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_REPEAT) return value;
  const name = given === undefined || given === '' ? 'repeat' : 'AGENT_REPLAY_REPEAT';
  throw new RangeError(
    `Failed to read "${name}": it takes a whole number from 1 to ${MAX_REPEAT}, not ${String(given ?? repeat)}.`,
  );
}
