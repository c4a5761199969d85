import { expect, test } from 'vitest';
import { currentGuard } from './load-guard.ts';
import { raiseWall } from './raise-wall.ts';

test('a name without a colon is no rule of the guard, whatever its letters', () => {
  const wall = raiseWall({ mode: 'cassette', allow: ['tcpx', 'fs', 'tcp:127.0.0.1:9'] });
  const allowed = currentGuard()?.policy.allow;
  wall.lower();
  expect(allowed).toEqual(['tcp:127.0.0.1:9']);
});
