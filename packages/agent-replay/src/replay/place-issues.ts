import { join } from 'node:path';
import { type CheckResult, type Issue, type Ledger, locate } from '@agent-replay/contracts';
import { display } from '../discover/display.ts';
import { plainText } from '../discover/read-plain.ts';
import type { LoadedFixture } from '../discover/loaded-fixture.ts';

/** Gives each issue its place in the fixture: the rule in expected.json, the value in input.json, or the nearest call on the tape. */
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
    const pointer = FROM_INPUT[issue.code];
    return pointer === undefined ? inContract(fixture, issue) : inInput(fixture, issue, pointer);
  };
  return { ...verdict, issues: verdict.issues.map(place) };
}

/** What comes of a value of input.json, by the code of its issue. */
const FROM_INPUT: Readonly<Record<string, string>> = {
  agent_load_failed: '/agent/name',
  agent_not_found: '/agent/name',
  timeout: '/timeout_seconds',
};

function inInput(fixture: LoadedFixture, issue: Issue, pointer: string): Issue {
  const file = join(fixture.dir, 'input.json');
  return { ...issue, file: display(file), ...locate(plainText(file), pointer) };
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
