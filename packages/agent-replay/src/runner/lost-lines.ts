import type { MonitorArtifact } from '@agent-replay/contracts';
import type { ReplayRow } from './replay-row.ts';

const MAX_NAMED = 5;

type Lost = Pick<ReplayRow, 'suite' | 'fixture_id' | 'reason'>;

/**
 * The fixtures whose process is gone, by name, with what is known of its end: a runner has no failed test to show
 * for them. Of those that never yielded the run tells, and of those that crashed the artifact.
 */
export function lostLines(
  { fixtures }: Pick<MonitorArtifact, 'fixtures'>,
  rows: readonly (Lost & Pick<ReplayRow, 'run_id'>)[],
): string[] {
  const stuck = rows.filter(({ run_id: run, reason }) => run === null && reason?.startsWith('timeout: '));
  const crashed = fixtures.filter(({ reason }) => reason?.startsWith('crashed'));
  return [...linesOf('stuck', stuck), ...linesOf('crashed', crashed)];
}

function linesOf(label: string, lost: readonly Lost[]): string[] {
  const lines = lost.slice(0, MAX_NAMED).map(({ suite, fixture_id: id, reason }) => {
    const text = reason?.replace(/^(?:timeout|crashed): (?:replay_crashed: )?/, '') ?? '';
    return `  ${label.padEnd(9)} ${suite}/${id}: ${text}`;
  });
  const more = lost.length - MAX_NAMED;
  return more > 0 ? [...lines, `  ${label.padEnd(9)} ${more} more`] : lines;
}
