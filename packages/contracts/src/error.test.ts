import { expect, test } from 'vitest';
import { AgentReplayError, isAgentReplayError } from './error.ts';

test('an error of this product is known by its mark, and by its code where one is asked for', () => {
  const error = new AgentReplayError('MISS', 'Failed to replay "a": nothing was recorded.');
  expect(isAgentReplayError(error)).toBe(true);
  expect(isAgentReplayError(error, 'MISS')).toBe(true);
  expect(isAgentReplayError(error, 'BLOCKED')).toBe(false);
  expect(isAgentReplayError(Object.assign(new Error('a'), { code: 'MISS' }), 'MISS')).toBe(false);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(isAgentReplayError(proxy, 'MISS')).toBe(false);
});
