import type { Seal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { PackTest } from './pack.ts';
import type { FixtureTest } from './select-fixtures.ts';
import { nameOf } from './split-result.ts';
import type { ReplayTestResult } from './test-runner.ts';

/**
 * Reads what a worker says of the fixtures of a pack. An agent in that worker can say it, too: only what is sealed
 * counts. `silent` are those whose test did not fail, and of whose replay there is no word.
 */
export function openRows(
  { members }: PackTest,
  { agentReplay, testResults, testExecError }: ReplayTestResult,
  seal: Seal,
): { rows: ReplayRow[]; silent: FixtureTest[] } {
  const rows = (agentReplay ?? [])
    .map((each) => seal.open(each) as ReplayRow | undefined)
    .filter((row) => row !== undefined);
  if (testExecError !== undefined) return { rows, silent: [] };
  const known = new Set(rows.map(({ dir }) => dir));
  const others = new Set(testResults.filter(({ status }) => status !== 'passed').map(nameOf));
  const silent = members.filter(
    ({ fixture: { dir, suite, fixture_id: id } }) => !known.has(dir) && !others.has(`${suite}\0${id}`),
  );
  return { rows, silent };
}
