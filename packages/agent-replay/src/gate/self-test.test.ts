import { expect, test } from 'vitest';
import { runSelfTest } from './self-test.ts';

test('refuses everything but the green fixture', () => {
  const { ok, cases } = runSelfTest(Date.parse('2026-11-24T12:00:00.000Z'));
  expect(ok).toBe(true);
  expect(cases.filter((each) => !each.refused).map((each) => each.name)).toEqual(['a green fixture']);
});
