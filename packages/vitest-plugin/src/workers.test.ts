import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import { workersOf } from './workers.ts';

const machine = availableParallelism();
const byDefault = Math.max(1, machine - 1);

test.each([
  [[3], 3],
  [['3'], 3],
  [['100%'], machine],
  [['900%'], machine],
  [['1%'], 1],
  [['50%'], Math.max(1, Math.round(machine / 2))],
  [[undefined, 2], 2],
  [[0, '4'], 4],
  [[Number.NaN, 2], 2],
  [[Number.NaN], byDefault],
  [['many'], byDefault],
  [[-1], byDefault],
  [[Infinity], byDefault],
  [[], byDefault],
] as const)('takes %j for %i workers', (settings, workers) => {
  expect(workersOf(...settings)).toBe(workers);
});
