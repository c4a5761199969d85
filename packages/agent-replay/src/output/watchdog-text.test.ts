import type { RunRecord } from '@agent-replay/contracts';
import { expect, test } from 'vitest';
import { watchdogText } from './watchdog-text.ts';

test('an open run is said to be closed at its deadline and the grace, and then by the next watchdog', () => {
  const run = { deadline_at: '2026-11-24T08:00:00.000Z' } as RunRecord;
  expect(watchdogText(run, Date.parse('2026-11-24T08:01:00.000Z'))).toBe(
    '"agent-replay watchdog" closes it after 2026-11-24T08:01:00.000Z, its deadline and a grace; --grace 0s takes the grace away',
  );
  expect(watchdogText(run, Date.parse('2026-11-24T08:01:00.001Z'))).toBe('"agent-replay watchdog" closes it');
});
