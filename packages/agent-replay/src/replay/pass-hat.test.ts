import { expect, test } from 'vitest';
import { passHat } from './pass-hat.ts';

test('pass^k falls from the pass rate to whether all passed', () => {
  expect(passHat(5, 4).map((value) => Number(value.toFixed(6)))).toEqual([0.8, 0.6, 0.4, 0.2, 0]);
  expect(passHat(3, 3)).toEqual([1, 1, 1]);
  expect(passHat(2, 0)).toEqual([0, 0]);
  expect(passHat(1, 1)).toEqual([1]);
});
