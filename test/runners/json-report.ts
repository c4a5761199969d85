import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from './project.ts';

interface JsonReport {
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/** Status by full name of each test that Vitest or Jest wrote to report.json. */
export function testsOf(project: Project, file = 'report.json'): Record<string, string> {
  const report = JSON.parse(readFileSync(join(project.dir, file), 'utf8')) as JsonReport;
  const rows = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }): [string, string] => [fullName, status]),
  );
  return Object.fromEntries(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
