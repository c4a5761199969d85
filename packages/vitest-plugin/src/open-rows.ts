import type { Seal } from 'agent-replay/discover';
import type { ReplayRow } from 'agent-replay/runner';
import type { Reporter, TestCase, TestModule, TestProject, Vitest } from 'vitest/node';
import { isGenerated } from './generated-module.ts';

/** What the replays of a test's fixture said. */
export type RowsOf = (test: TestCase) => readonly ReplayRow[];

/**
 * Reads what a worker says of a test's fixture. An agent in that worker can say it, too: only what is sealed counts, and
 * only where it is about this fixture. What was read takes the place of what was sealed, for other reporters and for
 * reports that are merged later: these hold what the runs before have opened.
 */
export function openRows({ config }: Pick<Vitest, 'config'>, seal: Seal): RowsOf {
  const opened = new WeakSet<readonly ReplayRow[]>();
  const open = (said: readonly unknown[]): (ReplayRow | undefined)[] =>
    config.mergeReports === undefined
      ? said.map((each) => seal.open(each) as ReplayRow | undefined)
      : (said as ReplayRow[]);
  return (test) => {
    const meta = test.meta();
    const said: unknown = meta.agentReplay;
    if (said === undefined || !isGenerated(test.module)) return [];
    if (opened.has(said as ReplayRow[])) return said as ReplayRow[];
    const rows = open(Array.isArray(said) ? said : [])
      .filter((row) => row !== undefined)
      .filter((row) => nameOfFixture(row) === nameOf(test));
    opened.add(rows);
    meta.agentReplay = rows;
    return rows;
  };
}

/** A reporter that opens rows before any that comes after it, and so those of a test that never got a result. */
export function openFirst(project: TestProject, rowsOf: RowsOf): Reporter {
  return {
    onTestCaseResult: (test) => {
      if (test.project.name === project.name) rowsOf(test);
    },
    onTestRunEnd: (modules) => {
      for (const test of testsOf(modules, project)) rowsOf(test);
    },
  };
}

/** The tests of a project that stand for fixtures. */
export function testsOf(modules: readonly TestModule[], { name }: Pick<TestProject, 'name'>): TestCase[] {
  return modules
    .filter((module) => module.project.name === name && isGenerated(module))
    .flatMap((module) => [...module.children.allTests()]);
}

/** The fixture that a test is named by. */
export function nameOf({ parent, name }: Pick<TestCase, 'parent' | 'name'>): string {
  return nameOfFixture({ suite: parent.type === 'suite' ? parent.name : '', fixture_id: name });
}

export function nameOfFixture({ suite, fixture_id: id }: Pick<ReplayRow, 'suite' | 'fixture_id'>): string {
  return `${suite}\0${id}`;
}
