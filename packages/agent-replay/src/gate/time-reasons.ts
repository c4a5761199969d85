import type { MonitorArtifact } from '@agent-replay/contracts';
import { CLOCK_SKEW_MS } from '../monitor/fixture-state.ts';
import type { GateFacts, GateReason } from './gate-facts.ts';

/** An artifact that is old, or from the future, says nothing of now. */
export function* ageReasons(
  artifact: MonitorArtifact,
  { now, thresholds }: GateFacts,
): Generator<GateReason> {
  const generated = Date.parse(artifact.generated_at);
  if (generated > now + CLOCK_SKEW_MS) {
    yield { code: 'monitor_future', subject: 'monitor.json', text: `dated ${artifact.generated_at}` };
    return;
  }
  const used = artifact.tiers.filter((tier) => artifact.fixtures.some((row) => row.tier === tier.tier));
  const limit =
    thresholds?.max_age_seconds ??
    Math.min(...(used.length > 0 ? used : artifact.tiers).map((tier) => tier.stale_seconds));
  // An artifact that names no tier has no age that would do.
  if (!(now - generated <= limit * 1000) || artifact.tiers.length === 0) {
    yield {
      code: 'monitor_too_old',
      subject: 'monitor.json',
      text: `written ${artifact.generated_at}, older than ${limit} s`,
    };
  }
}

/** A required tier must have been ticked; any tier that was, must go on to be. A tick from the future says nothing of now. */
export function* tierReasons(
  artifact: MonitorArtifact,
  { now, thresholds }: GateFacts,
): Generator<GateReason> {
  const required = new Set(thresholds?.required_tiers);
  for (const name of required) {
    if (!artifact.fixtures.some((row) => row.tier === name))
      yield { code: 'tier_missing', subject: name, text: 'it has no fixtures' };
  }
  for (const { tier, interval_seconds, last_tick_at } of artifact.tiers) {
    if (!artifact.fixtures.some((row) => row.tier === tier)) continue;
    if (last_tick_at === null && !required.has(tier)) continue;
    const age = last_tick_at === null ? Infinity : now - Date.parse(last_tick_at);
    if (!(age >= -CLOCK_SKEW_MS && age <= 2000 * interval_seconds))
      yield { code: 'scheduler_stopped', subject: tier, text: `last tick ${last_tick_at ?? 'never'}` };
  }
}
