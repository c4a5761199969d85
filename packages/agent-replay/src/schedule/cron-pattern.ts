import { AgentReplayError, type Tier } from '@agent-replay/contracts';
import { Cron } from 'croner';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * The cron pattern (in UTC) of a tier's interval; of six fields below a minute, else of five.
 *
 * @throws {AgentReplayError} `CONFIG_INVALID` when the interval does not divide a minute, an hour or a day.
 */
export function cronPattern(tier: Tier, seconds: number): string {
  if (seconds === DAY) return '0 0 * * *';
  if (seconds % HOUR === 0 && DAY % seconds === 0) return `0 ${every(seconds / HOUR)} * * *`;
  if (seconds % MINUTE === 0 && HOUR % seconds === 0) return `${every(seconds / MINUTE)} * * * *`;
  if (Number.isInteger(seconds) && MINUTE % seconds === 0) return `${every(seconds)} * * * * *`;
  throw new AgentReplayError(
    'CONFIG_INVALID',
    `Failed to schedule the tier "${tier}": ${seconds} seconds divide no minute, hour or day.`,
    {
      lines: [['fix', `tiers: { ${tier}: 900 } in the config, or another such number`]],
      details: { tier, seconds },
    },
  );
}

function every(step: number): string {
  return step === 1 ? '*' : `*/${step}`;
}

/** The last time at or before `now` that a pattern names, in milliseconds. */
export function lastDue(pattern: string, now: number): number {
  // croner looks at whole seconds strictly before its reference.
  const reference = new Date(Math.floor(now / 1000) * 1000 + 1000);
  const [last] = cronOf(pattern).previousRuns(1, reference);
  return last === undefined ? Number.NEGATIVE_INFINITY : last.getTime();
}

/** The next time after `now` that a pattern names, in milliseconds. */
export function nextDue(pattern: string, now: number): number {
  return cronOf(pattern).nextRun(new Date(now))?.getTime() ?? Number.POSITIVE_INFINITY;
}

const known = new Map<string, Cron>();

function cronOf(pattern: string): Cron {
  const cron = known.get(pattern) ?? new Cron(pattern, { timezone: 'UTC' });
  known.set(pattern, cron);
  return cron;
}
