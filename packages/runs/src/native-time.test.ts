import { expect, it } from 'vitest';
import { time } from './native-time.ts';

it.each([
  0, 999, 1000, 1_790_000_000_000, 1_790_000_000_007, 1_790_000_000_123.9, -1, -1000, 253_402_300_799_999,
])('writes %d as a date does, whatever was written before', (at) => {
  for (const before of [at, at + 1, at - 1000]) {
    time(before);
    expect(time(at)).toBe(new Date(at).toISOString());
  }
});

it('writes no time that is none', () => {
  time(0);
  expect(() => time(NaN)).toThrow(RangeError);
  expect(() => time(8.7e15)).toThrow(RangeError);
});
