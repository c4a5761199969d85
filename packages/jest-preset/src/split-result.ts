import type { AssertionResult, Test } from '@jest/test-result';
import type { Config } from '@jest/types';
import type { ReplayRow } from 'agent-replay/runner';
import { jestModule } from './jest-modules.ts';
import type { PackTest } from './pack.ts';
import type { ReplayTestResult as TestResult } from './test-runner.ts';

type FormatResultsErrors = (
  results: AssertionResult[],
  config: Config.ProjectConfig,
  options: { noStackTrace: boolean },
  path?: string,
) => string | null;

/** Deals the result of a pack back: one test file's result for each of its fixtures. */
export async function splitResult(pack: PackTest, result: TestResult): Promise<[Test, TestResult][]> {
  const { reservation } = await import('agent-replay/report');
  /** A fixture that passes without proof is neither red nor green: its test counts as skipped. */
  const toFixtureTest = (assertion: AssertionResult, row: ReplayRow | undefined): AssertionResult => {
    const isPlain = assertion.status !== 'passed' || (row !== undefined && reservation(row) === null);
    return { ...assertion, status: isPlain ? assertion.status : 'pending', location: null };
  };
  const assertions = Map.groupBy(result.testResults, nameOf);
  const rows = Map.groupBy((result.agentReplay ?? []) as readonly ReplayRow[], ({ dir }) => dir);
  return pack.members.map(({ fixture, test }, index) => {
    const assertion = assertions.get(`${fixture.suite}\0${fixture.fixture_id}`)?.shift();
    const testResults =
      assertion === undefined ? [] : [toFixtureTest(assertion, rows.get(fixture.dir)?.at(-1))];
    const own: TestResult = {
      ...result,
      testFilePath: test.path,
      agentReplay: rows.get(fixture.dir) ?? [],
      testResults,
      numPassingTests: count(testResults, 'passed'),
      numFailingTests: count(testResults, 'failed'),
      numPendingTests: count(testResults, 'pending'),
      numTodoTests: 0,
      skipped: count(testResults, 'pending') === testResults.length,
      perfStats: timeOf(testResults, result, test.context.config),
      failureMessage: formatFailures(testResults, test.context.config, test.path),
    };
    return [test, index === 0 ? own : withoutShared(own)];
  });
}

/** How long the fixture's own test took; what goes before it is the pack's. */
function timeOf(
  [assertion]: readonly AssertionResult[],
  { perfStats }: TestResult,
  { slowTestThreshold }: Config.ProjectConfig,
): TestResult['perfStats'] {
  const runtime = assertion?.duration ?? 0;
  const start = assertion?.startAt ?? perfStats.start;
  return { ...perfStats, start, end: start + runtime, runtime, slow: runtime / 1000 > slowTestThreshold };
}

/** What belongs to the whole pack is reported once. */
function withoutShared({
  coverage: _coverage,
  v8Coverage: _v8,
  console: _console,
  ...own
}: TestResult): TestResult {
  return {
    ...own,
    openHandles: [],
    snapshot: {
      ...own.snapshot,
      added: 0,
      matched: 0,
      unmatched: 0,
      updated: 0,
      unchecked: 0,
      uncheckedKeys: [],
    },
  };
}

/** The fixture that a test is named by. */
export function nameOf({ ancestorTitles, title }: AssertionResult): string {
  return `${ancestorTitles.join('\0')}\0${title}`;
}

function count(results: readonly AssertionResult[], status: AssertionResult['status']): number {
  return results.filter((result) => result.status === status).length;
}

function formatFailures(
  results: AssertionResult[],
  config: Config.ProjectConfig,
  path: string,
): string | null {
  if (results.every(({ failureMessages }) => failureMessages.length === 0)) return null;
  const { formatResultsErrors } = jestModule('jest-message-util') as {
    formatResultsErrors: FormatResultsErrors;
  };
  return formatResultsErrors(results, config, { noStackTrace: false }, path);
}
