import { AgentReplayError, Tier } from '@agent-replay/contracts';
import type { Config } from 'agent-replay';
import { cronPattern, TIER_SECONDS } from 'agent-replay/runner';

/**
 * The cron pattern of each tier, from the config's `tiers`.
 *
 * @throws {AgentReplayError} `CONFIG_INVALID` for an interval that the queue's clock, which looks each
 * minute, cannot keep.
 */
export function tierPatterns({ tiers }: Pick<Config, 'tiers'>): { tier: Tier; pattern: string }[] {
  return Tier.options.map((tier) => {
    const seconds = tiers[tier] ?? TIER_SECONDS[tier];
    if (seconds >= 60) return { tier, pattern: cronPattern(tier, seconds) };
    throw new AgentReplayError(
      'CONFIG_INVALID',
      `Failed to schedule the tier "${tier}" for a fleet: every ${seconds} seconds is more often than once a minute.`,
      {
        lines: [
          ['expected', 'at least 60 seconds: the queue looks at its schedule each minute'],
          ['fix', `tiers: { ${tier}: 60 } in the config, or "agent-replay schedule" on one machine`],
        ],
        details: { tier, seconds },
      },
    );
  });
}
