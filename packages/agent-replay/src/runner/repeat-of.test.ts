import { expect, test } from 'vitest';
import { repeatOf } from './repeat-of.ts';

test('the environment outranks the option of how often to replay', () => {
  expect(repeatOf(undefined, {})).toBe(1);
  expect(repeatOf(3, { AGENT_REPLAY_REPEAT: '' })).toBe(3);
  expect(repeatOf(3, { AGENT_REPLAY_REPEAT: '5' })).toBe(5);
});

test.each(['0', '-1', '1.5', 'often', '1001'])('refuses to replay %s times', (text) => {
  expect(() => repeatOf(1, { AGENT_REPLAY_REPEAT: text })).toThrow(
    `Failed to read "AGENT_REPLAY_REPEAT": it takes a whole number from 1 to 1000, not ${text}.`,
  );
  expect(() => repeatOf(Number(text), {})).toThrow('Failed to read "repeat"');
});
