import { expect, test } from 'vitest';
import { lockGaps } from './lock-gaps.ts';

test('proven fixtures need a line each in the lock file, others none', () => {
  expect(lockGaps(null, [])).toEqual([]);
  expect(lockGaps(['s/a'], ['s/a', 's/a'])).toEqual([]);
  expect(lockGaps(null, ['s/b', 's/a'])).toMatchObject([
    { code: 'lock_missing', subject: 'agent-replay.lock.json', text: expect.stringContaining('s/a, s/b') },
  ]);
  expect(lockGaps([], ['s/b', 's/a']).map(({ code, subject }) => [code, subject])).toEqual([
    ['not_locked', 's/a'],
    ['not_locked', 's/b'],
  ]);
});
