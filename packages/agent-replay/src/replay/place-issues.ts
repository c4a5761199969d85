import { join } from 'node:path';
import { type CheckResult, type Issue, type Ledger, locate } from '@agent-replay/contracts';
import { display } from '../discover/display.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';

/** Gives each issue its place in the fixture: the rule in expected.json, or the nearest call on the tape. */
export function placeIssues(
  verdict: CheckResult,
  fixture: LoadedFixture | null,
  ledger: Ledger | null,
): CheckResult {
  if (fixture === null) return verdict;
  const misses = [...(ledger?.misses ?? [])];
  const place = (issue: Issue): Issue => {
    if (issue.file !== undefined) return issue;
    if (issue.code === 'cassette_miss') {
      const nearest = misses.shift()?.nearest[0]?.id;
      return onTape(fixture, issue, nearest) ?? inContract(fixture, issue);
    }
    return inContract(fixture, issue);
  };
  return { ...verdict, issues: verdict.issues.map(place) };
}

function inContract(fixture: LoadedFixture, issue: Issue): Issue {
  return {
    ...issue,
    file: display(join(fixture.dir, 'expected.json')),
    ...locate(fixture.expectedText, issue.path),
  };
}

function onTape(fixture: LoadedFixture, issue: Issue, id: string | undefined): Issue | null {
  const index = fixture.interactions.findIndex((each) => each.id === id);
  if (index === -1) return null;
  const position = locate(fixture.tapeText, `/interactions/${index}`);
  return { ...issue, file: display(join(fixture.dir, 'tool_cassettes.json')), ...position };
}
