import { expect, test } from 'vitest';
import { isMultipleOf } from './multiple-of.ts';

test.each([
  [19.99, 0.01],
  [1_234_567.89, 0.01],
  [0.1 + 0.2, 0.1],
  [3 * 1.1, 0.1],
  [0, 7],
  [-0, 7],
  [-14, 7],
  [12_391_239_123, 1e-8],
  [1e22, 4],
  [5e-324, 5e-324],
  [Number.MAX_VALUE, 2],
])('takes %d for a multiple of %d', (value, step) => {
  expect(isMultipleOf(value, step)).toBe(true);
});

test.each([
  [1, 1e7],
  [7_000_001, 7_000_000],
  [10_000_001, 1e7],
  [1e22, 3],
  [1e308, 0.123456789],
  [19.999, 0.01],
  [19.990_000_01, 0.01],
  [1.000_000_05e-7, 1e-7],
  [1e-20, 1],
  [1.000_000_1, 1],
  [Number.NaN, 1],
  [Infinity, 1],
])('takes %d for no multiple of %d', (value, step) => {
  expect(isMultipleOf(value, step)).toBe(false);
});
