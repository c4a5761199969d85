import type { ReplayRow } from 'agent-replay/runner';

/** Says which fixtures are red of which Vitest says nothing, or that they pass: for them the run fails all the same. */
export function unfailedLines(rows: readonly ReplayRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const more = rows.length > 1 ? `, and ${rows.length - 1} more` : '';
  return [`  red       though no test of Vitest failed for it: ${first.suite}/${first.fixture_id}${more}`];
}
