import { crashedRow, type ReplayRow, reportRun } from 'agent-replay/runner';
import type { Reporter, TestCase, Vitest } from 'vitest/node';
import type { Catalog } from './catalog.ts';

/**
 * Gathers what the workers say of the fixtures, in this run or in merged reports, and writes the
 * monitor artifact. A fixture that had begun when its worker died is stale with that reason.
 */
export function createReporter(catalog: Catalog): Reporter {
  let vitest: Vitest | undefined;
  const begun = new Set<TestCase>();
  return {
    onInit: (value) => {
      vitest = value;
    },
    onTestRunStart: () => begun.clear(),
    onTestCaseReady: (test) => void begun.add(test),
    onTestCaseResult: (test) => void begun.delete(test),
    async onTestRunEnd(modules) {
      const tests = modules.flatMap((module) => [...module.children.allTests()]);
      const rows = tests.flatMap((test) => worst(test.meta().agentReplay ?? []));
      const crashed = [...begun].flatMap((test) => crashedRows(test, catalog));
      if (rows.length + crashed.length === 0) return;
      vitest?.logger.log(`\n${await reportRun(catalog.config, [...rows, ...crashed])}`);
    },
  };
}

/** Of several attempts a red one counts: a retry that passes does not undo what was seen. */
function worst(rows: readonly ReplayRow[]): ReplayRow[] {
  return [rows.find(({ ok }) => !ok) ?? rows.at(-1)].filter((row) => row !== undefined);
}

function crashedRows(test: TestCase, catalog: Catalog): ReplayRow[] {
  const fixture = catalog
    .fixtures()
    .find((each) => each.fixture_id === test.name && catalog.moduleOf(each) === test.module.moduleId);
  return fixture === undefined ? [] : [crashedRow(fixture, 'its worker died')];
}
