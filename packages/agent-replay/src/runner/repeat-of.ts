const MAX_REPEAT = 1000;

/**
 * How often a runner replays each fixture: as `AGENT_REPLAY_REPEAT` in the environment says, else as its option does.
 *
 * @throws {RangeError} for anything but a whole number from 1 to 1,000.
 */
export function repeatOf(repeat = 1, env: NodeJS.ProcessEnv = process.env): number {
  const given = env['AGENT_REPLAY_REPEAT'];
  const value = given === undefined || given === '' ? repeat : Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= MAX_REPEAT) return value;
  const name = given === undefined || given === '' ? 'repeat' : 'AGENT_REPLAY_REPEAT';
  throw new RangeError(
    `Failed to read "${name}": it takes a whole number from 1 to ${MAX_REPEAT}, not ${String(given ?? repeat)}.`,
  );
}
