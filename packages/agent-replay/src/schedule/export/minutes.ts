import { AgentReplayError, type Tier } from '@agent-replay/contracts';
import { cronPattern } from '../cron-pattern.ts';

/**
 * A tier's pattern in the five fields that every cron knows.
 *
 * @throws {AgentReplayError} `CONFIG_INVALID` for an interval below a minute.
 */
export function fiveFields(tier: Tier, seconds: number): string {
  const pattern = cronPattern(tier, seconds);
  if (pattern.split(' ').length === 5) return pattern;
  throw new AgentReplayError(
    'CONFIG_INVALID',
    `Failed to export the tier "${tier}": no cron ticks every ${seconds} seconds.`,
    {
      lines: [['fix', 'use agent-replay schedule itself, or an interval of a minute or more']],
      details: { tier, seconds },
    },
  );
}

/** The same, some minutes off the hour, where everybody else's jobs begin. */
export function offTheHour(tier: Tier, seconds: number, minute: number): string {
  const [minutes = '', ...rest] = fiveFields(tier, seconds).split(' ');
  if (minutes === '0') return [String(minute), ...rest].join(' ');
  const step = minutes === '*' ? 1 : Number(minutes.slice('*/'.length));
  if (step === 1) return [minutes, ...rest].join(' ');
  const all = Array.from({ length: 60 / step }, (_, index) => (minute % step) + index * step);
  return [all.join(','), ...rest].join(' ');
}
