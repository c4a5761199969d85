import type { AssertionResult } from '@jest/test-result';
import { expect, test } from 'vitest';
import { createPack } from './pack.ts';
import type { FixtureTest } from './select-fixtures.ts';
import { splitResult } from './split-result.ts';
import type { ReplayTestResult } from './test-runner.ts';

const context = { config: { rootDir: '/p', slowTestThreshold: 5 } };
const members = ['quick', 'slow'].map((fixture_id) => {
  const dir = `/p/fixtures/s/${fixture_id}`;
  return { fixture: { suite: 's', fixture_id, dir }, test: { context, path: `${dir}/expected.json` } };
}) as unknown as FixtureTest[];

function passed(title: string, startAt: number, duration: number): AssertionResult {
  const names = { ancestorTitles: ['s'], title, fullName: `s ${title}` };
  const none = { failureDetails: [], failureMessages: [], location: null, numPassingAsserts: 0 };
  return { ...names, ...none, status: 'passed', startAt, duration };
}

test('each fixture has its own time, not that of its pack', async () => {
  const result = {
    testResults: [passed('quick', 1_100, 20), passed('slow', 1_120, 6_000)],
    perfStats: { start: 1_000, end: 7_200, runtime: 6_200, slow: true },
    snapshot: {},
  } as unknown as ReplayTestResult;
  const times = (await splitResult(createPack(members), result)).map(([, { perfStats }]) => perfStats);
  expect(times).toEqual([
    { start: 1_100, end: 1_120, runtime: 20, slow: false },
    { start: 1_120, end: 7_120, runtime: 6_000, slow: true },
  ]);
});
