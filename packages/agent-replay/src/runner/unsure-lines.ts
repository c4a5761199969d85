import type { HealthReason, MonitorArtifact } from '@agent-replay/contracts';
import { channelsIn, unknownChannelsFix } from '../proof/unknown-channels.ts';

const MAX_NAMED = 5;

/** Reasons for which what passes does not count, how each is shown, and what is said before its text. */
const UNSURE = [
  ['unproven', 'unproven', ''],
  ['code_mocked', 'mocked', 'replayed with '],
  ['fixture_expired', 'stale', 'past its stale_after, '],
  ['quarantined', 'quarantined', ''],
  ['quarantine_expired', 'quarantined', ''],
  ['quarantine_too_long', 'quarantined', ''],
] as const satisfies readonly (readonly [HealthReason, string, string])[];

/** The fixtures that do not count though they may pass, by name: a runner lists them as skipped, or not at all. */
export function unsureLines({ fixtures }: Pick<MonitorArtifact, 'fixtures'>): string[] {
  return UNSURE.flatMap(([code, label, lead]) => {
    const those = fixtures.filter(({ reason }) => reason?.split(':', 1)[0] === code);
    const lines = those.slice(0, MAX_NAMED).map(({ suite, fixture_id: id, reason }) => {
      const text = reason?.slice(code.length + 2) ?? '';
      return `  ${label.padEnd(9)} ${suite}/${id}${text === '' ? '' : `: ${lead}${text}`}`;
    });
    if (those.length > MAX_NAMED) lines.push(`  ${label.padEnd(9)} ${those.length - MAX_NAMED} more`);
    if (code === 'unproven')
      lines.push(...fixes(those.map(({ reason }) => reason?.slice(code.length + 2) ?? '')));
    return lines;
  });
}

/** What was captured past the tape cannot be proven: to try would be refused. */
function fixes(reasons: readonly string[]): string[] {
  const channels = reasons.map(channelsIn);
  const unknown = [...new Set(channels.flat())];
  return [
    ...(channels.some((each) => each.length === 0)
      ? ['agent-replay prove <fixture> --broken <ref> --fixed <ref>']
      : []),
    ...(unknown.length > 0 ? [unknownChannelsFix(unknown)] : []),
  ].map((text) => `  fix       ${text}`);
}
