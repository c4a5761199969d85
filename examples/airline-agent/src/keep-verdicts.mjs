// A reporter for Vitest and for Jest: keeps each fixture's verdict, to the byte, in a file named by AIRLINE_VERDICTS.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export default class KeepVerdicts {
  /** Vitest */
  onTestRunEnd(modules) {
    keep(
      modules.flatMap((module) =>
        [...module.children.allTests()].flatMap((test) => test.meta().agentReplay ?? []),
      ),
    );
  }

  /** Jest */
  onRunComplete(_contexts, { testResults }) {
    keep(testResults.flatMap((result) => result.agentReplay ?? []));
  }
}

function keep(rows) {
  const file = process.env.AIRLINE_VERDICTS;
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  const verdicts = rows
    .filter(({ suite }) => suite === 'tau-bench')
    .map(({ fixture_id, status, reason, verdict }) => ({ fixture_id, status, reason, verdict }));
  writeFileSync(file, JSON.stringify(verdicts));
}
