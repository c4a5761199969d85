import { expect, test } from 'vitest';
import { minimize } from './minimize.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

async function countTests(
  length: number,
  needed: readonly number[],
): Promise<{ kept: number[]; tests: number }> {
  let tests = 0;
  const kept = await minimize(range(length), async (candidate) => {
    tests += 1;
    return needed.every((each) => candidate.includes(each));
  });
  return { kept, tests };
}

test('two needed items of twenty are found', async () => {
  const { kept, tests } = await countTests(20, [3, 17]);
  expect(kept).toEqual([3, 17]);
  expect(tests).toBeLessThanOrEqual(Math.ceil(20 * Math.log2(20)));
});

test('nothing is left when nothing is needed', async () => {
  expect(await countTests(100, [])).toEqual({ kept: [], tests: 1 });
});

test('what all is needed stays, within two tests an item', async () => {
  const { kept, tests } = await countTests(64, range(64));
  expect(kept).toEqual(range(64));
  expect(tests).toBeLessThan(2 * 64);
});

test.each([1, 2, 3, 5, 7])('a random set of %i needed items is found in n log n tests', async (count) => {
  const needed = range(count)
    .map((index) => (index * 37 + 11) % 97)
    .toSorted((a, b) => a - b);
  const { kept, tests } = await countTests(97, needed);
  expect(kept).toEqual(needed);
  expect(tests).toBeLessThanOrEqual(Math.ceil(97 * Math.log2(97)));
});

test('an item that is only needed beside another goes with it', async () => {
  const kept = await minimize(
    ['a', 'b', 'c', 'd'],
    async (each) => each.includes('d') && (!each.includes('a') || each.includes('b')),
  );
  expect(kept).toEqual(['d']);
});

test('no test is made after it was told to stop', async () => {
  let left = 3;
  const kept = await minimize(
    range(16),
    async () => false,
    () => (left -= 1) >= 0,
  );
  expect(kept).toEqual(range(16));
});
