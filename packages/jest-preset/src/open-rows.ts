import type { Seal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { PackTest } from './pack.ts';
import type { FixtureTest } from './select-fixtures.ts';
import { nameOf } from './split-result.ts';
import type { ReplayTestResult } from './test-runner.ts';

/** A fixture whose test failed before its replay said anything. */
interface Unreplayed {
  member: FixtureTest;
  message: string;
}

/**
 * Reads what a worker says of the fixtures of a pack. An agent in that worker can say it, too: only what is sealed
 * counts. Of whose replay there is no word, those are `silent` whose test did not fail, and `unreplayed` whose test did,
 * by an error before it.
 */
export function openRows(
  { members }: PackTest,
  { agentReplay, testResults, testExecError }: ReplayTestResult,
  seal: Seal,
): { rows: ReplayRow[]; silent: FixtureTest[]; unreplayed: Unreplayed[] } {
  const rows = (agentReplay ?? [])
    .map((each) => seal.open(each) as ReplayRow | undefined)
    .filter((row) => row !== undefined);
  if (testExecError !== undefined) return { rows, silent: [], unreplayed: [] };
  const known = new Set(rows.map(({ dir }) => dir));
  const others = new Map(
    testResults.filter(({ status }) => status !== 'passed').map((each) => [nameOf(each), each]),
  );
  const unsaid = members
    .filter(({ fixture }) => !known.has(fixture.dir))
    .map((member) => ({
      member,
      other: others.get(`${member.fixture.suite}\0${member.fixture.fixture_id}`),
    }));
  return {
    rows,
    silent: unsaid.filter(({ other }) => other === undefined).map(({ member }) => member),
    unreplayed: unsaid
      .filter(({ other }) => other?.status === 'failed')
      .map(({ member, other }) => ({ member, message: other?.failureMessages[0] ?? 'it does not say why' })),
  };
}
